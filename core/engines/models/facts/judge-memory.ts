import type { MemoryVerdict } from '../../../contract/models.ts'
import { guessedKvBytesPerToken, overheadBytes, planLoad } from '../llama/plan-load.ts'
import type { MemoryNeed } from '../port.ts'

/** `freeBytes` with what a graphics card of its own has free; `totalBytes` all there is of both. */
export type MachineMemory = { freeBytes: number; totalBytes: number }

/** A context in which a chat with tools has room; with less, a model that was made for more is a tight fit. */
const comfortableContextTokens = 8_192
/** What the system and a browser keep for themselves, however much is closed. */
const usableShare = 0.9
/** With less than this left, everything else on the computer suffers. */
const comfortableLeftShare = 0.05

/** Whether a model fits, by the rules by which it is loaded (`planLoad`), in words for a person who is about to load or download it. */
export function judgeMemory(need: MemoryNeed, { freeBytes, totalBytes }: MachineMemory): MemoryVerdict {
  const spec = {
    sizeBytes: need.weightsBytes,
    kvBytesPerToken: need.kvBytesPerToken,
    trainContextTokens: need.trainContextTokens,
    contextTokens: need.wantedContextTokens,
    isBuiltInDemo: false,
  }
  const now = planLoad(spec, freeBytes)
  const best = planLoad(spec, Math.max(freeBytes, totalBytes * usableShare))
  const plan = now.fits ? now : best
  const perToken = need.kvBytesPerToken ?? guessedKvBytesPerToken
  const contextTokens = plan.fits ? plan.contextTokens : 0
  const contextBytes = plan.fits ? contextTokens * Math.min(plan.sequences, need.conversations) * perToken : 0
  const neededBytes = plan.fits ? need.weightsBytes + overheadBytes + contextBytes : plan.neededBytes
  const base = { weightsBytes: need.weightsBytes, contextTokens, contextBytes, neededBytes, freeBytes, totalBytes, loadsNow: now.fits }
  const size = inGigabytes(neededBytes)
  const weights = inGigabytes(need.weightsBytes)
  if (!plan.fits) {
    const detail = `It needs about ${size} of memory and this computer has ${inGigabytes(totalBytes)}. Pick a smaller model or a smaller quantization.`
    return { ...base, verdict: 'too-large', detail }
  }
  if (!now.fits) {
    const detail = `It needs about ${inGigabytes(now.neededBytes)} and ${inGigabytes(freeBytes)} is free now. Close other programs first.`
    return { ...base, verdict: 'tight', detail }
  }
  const wanted = Math.min(need.trainContextTokens ?? 4_096, need.wantedContextTokens ?? comfortableContextTokens, comfortableContextTokens)
  if (contextTokens < wanted) {
    const detail = `With its ${weights} there is room for a context of only ${tokens(contextTokens)} in the ${inGigabytes(freeBytes)} that are free. Long chats are cut.`
    return { ...base, verdict: 'tight', detail }
  }
  if (freeBytes - neededBytes < totalBytes * comfortableLeftShare) {
    const detail = `It takes about ${size} of ${inGigabytes(freeBytes)} free. Little is left for other programs.`
    return { ...base, verdict: 'tight', detail }
  }
  return {
    ...base,
    verdict: 'fits',
    detail: `${weights}, and about ${size} with a context of ${tokens(contextTokens)}; ${inGigabytes(freeBytes)} is free.`,
  }
}

const tokens = (count: number) => `${count.toLocaleString('en-US')} tokens`
const inGigabytes = (bytes: number) => (bytes < 1e8 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`)
