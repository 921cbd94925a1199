import type { ModelSpec } from './protocol.ts'

export type LoadPlan = { fits: true; contextTokens: number; sequences: number } | { fits: false; neededBytes: number; freeBytes: number }

/** What of a model decides how much memory it takes. */
export type LoadNeed = Pick<ModelSpec, 'sizeBytes' | 'trainContextTokens' | 'kvBytesPerToken' | 'contextTokens' | 'isBuiltInDemo'>

/** A context a chat can live in; below it a model is refused rather than loaded. */
const smallestContextTokens = 1024
/** Without a setting nobody gets more: the cache is taken at once, whether it is used or not. */
const largestDefaultContextTokens = 32_768
/** So many conversations are kept in memory; of the demo model, more. */
export const mostConversations = 2
/** Buffers llama.cpp takes besides weights and cache, seen as 80 to 300 MB. */
export const overheadBytes = 128 * 1024 * 1024
export const guessedKvBytesPerToken = 128 * 1024

/**
 * How large a context a model gets: what it was made for, what was asked for and what memory allows, whichever is least. At most
 * half of what is free after the weights goes to the cache. Small models keep four conversations in memory, others up to two.
 */
export function planLoad(spec: LoadNeed, freeBytes: number): LoadPlan {
  const perToken = spec.kvBytesPerToken ?? guessedKvBytesPerToken
  const wanted = Math.min(spec.trainContextTokens ?? 4096, spec.contextTokens ?? largestDefaultContextTokens)
  const smallest = Math.min(wanted, smallestContextTokens)
  const overhead = spec.isBuiltInDemo ? overheadBytes / 4 : overheadBytes
  const neededBytes = spec.sizeBytes + overhead + smallest * perToken
  if (neededBytes > freeBytes) return { fits: false, neededBytes, freeBytes }
  const forCache = Math.max((freeBytes - spec.sizeBytes - overhead) / 2, smallest * perToken)
  const contextTokens = Math.floor(Math.min(wanted, Math.max(smallest, forCache / perToken)))
  const sequences = Math.max(1, Math.min(spec.isBuiltInDemo ? 4 : mostConversations, Math.floor(forCache / (perToken * contextTokens))))
  return { fits: true, contextTokens, sequences }
}
