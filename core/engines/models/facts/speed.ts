import type { ModelSpeed } from '../../../contract/models.ts'
import type { Timing } from '../port.ts'

/** Tokens a second of one answer; null where it had too few to measure. */
export type SpeedSample = { output: number | null; prompt: number | null; at: string }

/** Below these an answer is mostly start-up. */
const leastOutputTokens = 8
const leastPromptTokens = 16
/** The median is of this many of the last answers. */
export const keptSamples = 20

/** One answer as a sample; null when nothing of it was long enough to measure. */
export function toSample({ promptTokens, promptMs, outputTokens, outputMs }: Timing, at: string): SpeedSample | null {
  const output = outputTokens >= leastOutputTokens && outputMs > 0 ? (outputTokens / outputMs) * 1000 : null
  const prompt = promptTokens >= leastPromptTokens && promptMs > 0 ? (promptTokens / promptMs) * 1000 : null
  return output === null && prompt === null ? null : { output, prompt, at }
}

/** The medians of samples, the newest last; null without any. */
export function toSpeed(samples: readonly SpeedSample[]): ModelSpeed | null {
  const last = samples.at(-1)
  if (!last) return null
  return {
    outputTokensPerSecond: median(samples.flatMap(({ output }) => output ?? [])),
    promptTokensPerSecond: median(samples.flatMap(({ prompt }) => prompt ?? [])),
    answers: samples.length,
    lastAt: last.at,
  }
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]]
  return low === undefined || high === undefined ? null : Number(((low + high) / 2).toFixed(1))
}
