import { isDeepStrictEqual } from 'node:util'

/** The keys of a chat's state that a tool changed, with undefined for one it removed. Only these are written, so that two tools at once do not undo each other. */
export type StateChanges = Record<string, unknown>

/** The difference of two states, key by key. Pure. */
export function stateChanges(before: Record<string, unknown>, after: Record<string, unknown>): StateChanges {
  const changed = Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || !isDeepStrictEqual(before[key], value))
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key))
  return Object.fromEntries([...changed, ...removed.map((key) => [key, undefined] as const)])
}
