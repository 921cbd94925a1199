import { isDeepStrictEqual } from 'node:util'

/** What a tool changed in a chat's state: only these keys are written, so that two tools at once do not undo each other. */
export type StateChanges = { set: Record<string, unknown>; remove: string[] }

/** The difference of two states, key by key. Pure. */
export function stateChanges(before: Record<string, unknown>, after: Record<string, unknown>): StateChanges {
  const set = Object.fromEntries(Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || !isDeepStrictEqual(before[key], value)))
  return { set, remove: Object.keys(before).filter((key) => !Object.hasOwn(after, key)) }
}
