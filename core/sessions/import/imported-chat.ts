import type { MessagePart } from '../../contract/sessions.ts'
import type { MessageRow } from '../../engines/storage/port.ts'

/** A chat of another program, or of an export, on its way in. Keys are the source's own; ids are made when it is written. */
export type ImportedChat = {
  /** Such as `chatgpt:<id>`: what it is known again by. */
  sourceId: string
  title: string
  /** null: whoever goes on with imported chats. */
  agent: string | null
  model: string | null
  createdAt: string | null
  updatedAt: string | null
  /** The end of the branch to show; null for the newest leaf. */
  headKey: string | null
  state: Record<string, unknown>
  messages: ImportedMessage[]
  files: ImportedFile[]
  /** What there is in the source and not in here, in plain words, with how many of each. */
  leftOut: Counts
}

export type ImportedMessage = Pick<MessageRow, 'role' | 'status' | 'error' | 'model' | 'usage'> & {
  key: string
  parentKey: string | null
  /** The `artifactId` of an attachment is the key of a file. */
  parts: MessagePart[]
  createdAt: string | null
  finishedAt: string | null
}

/** `sha256` with null bytes: a file that may be here already. */
export type ImportedFile = { key: string; name: string; mediaType: string; bytes: Uint8Array | null; sha256: string | null }

export type Counts = Map<string, number>
export const countOne = (counts: Counts, what: string, by = 1): void => void counts.set(what, (counts.get(what) ?? 0) + by)

/** A complete message of text, for sources that have no more. */
export const importedMessage = (
  change: Pick<ImportedMessage, 'key' | 'parentKey' | 'role' | 'parts'> & Partial<ImportedMessage>,
): ImportedMessage => ({
  ...{ status: 'complete', error: null, model: null, usage: null, createdAt: null, finishedAt: null },
  ...change,
})

/** A stand-in for what an export names and does not hold. */
export const missingPart = (message: string): MessagePart => ({ type: 'notice', code: 'not-imported', message })

/** Seconds, as ChatGPT counts, or a text that `Date` reads; null for anything else. */
export function timeFrom(value: unknown): string | null {
  const ms = typeof value === 'number' ? value * 1_000 : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null
}

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
export const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' && value.trim() !== '' ? value : otherwise)

/**
 * Parents before children, otherwise as they stand. A message whose parent is missing begins a branch of its own; a circle of
 * messages that answer each other has no beginning and is left out.
 */
export function orderTree(messages: readonly ImportedMessage[]): { ordered: ImportedMessage[]; circular: number } {
  const byKey = new Map(messages.map((message) => [message.key, message]))
  const children = new Map<string | null, ImportedMessage[]>()
  for (const message of byKey.values()) {
    const parentKey = message.parentKey !== null && byKey.has(message.parentKey) ? message.parentKey : null
    const family = children.get(parentKey)
    const placed = parentKey === message.parentKey ? message : { ...message, parentKey }
    if (family) family.push(placed)
    else children.set(parentKey, [placed])
  }
  const place = new Map([...byKey.keys()].map((key, index) => [key, index]))
  const reached: ImportedMessage[] = []
  for (let generation = children.get(null) ?? []; generation.length > 0; ) {
    for (const message of generation) reached.push(message)
    generation = generation.flatMap((message) => children.get(message.key) ?? [])
  }
  // The order of the source wherever it has parents first; where it has not, by depth.
  const isInOrder = reached.every(({ key, parentKey }) => parentKey === null || (place.get(parentKey) ?? 0) < (place.get(key) ?? 0))
  const ordered = isInOrder ? reached.toSorted((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0)) : reached
  return { ordered, circular: byKey.size - reached.length }
}
