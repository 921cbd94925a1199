import type { Usage } from '../contract/runs.ts'

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }

export const addUsage = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  costUsd: a.costUsd + b.costUsd,
})
