import type { AgentManifest } from '../../contract/manifests/index.ts'
import type { Usage } from '../../contract/runs.ts'
import { parseDurationMs } from '../../kernel/units.ts'

/** What an agent may use up in one run, its sub-agents included. null is no limit. Time is a deadline, see deadline.ts. */
export type Budget = { steps: number; tokens: number | null; costUsd: number | null; timeMs: number | null }

/** The manifest's `budget` in plain units; 12 steps where it says nothing. */
export function readBudget(budget: AgentManifest['budget']): Budget {
  return {
    steps: budget?.steps ?? 12,
    tokens: budget?.tokens ?? null,
    costUsd: budget?.cost_usd ?? null,
    timeMs: budget?.time === undefined ? null : parseDurationMs(budget.time),
  }
}

/** The limit that is used up, in words for the fault ("500 tokens"); null while there is some left. Steps are the loop's own count. */
export function usedUp(budget: Budget, usage: Usage): string | null {
  if (budget.tokens !== null && usage.inputTokens + usage.outputTokens >= budget.tokens) return tokensInWords(budget.tokens)
  if (budget.costUsd !== null && usage.costUsd >= budget.costUsd) return `$${budget.costUsd}`
  return null
}

/** Tokens a next step with a prompt of this size may write; 0 or less: it must not be asked. */
export function outputTokensLeft(budget: Budget, usage: Usage, promptTokens: number): number {
  return budget.tokens === null ? Number.POSITIVE_INFINITY : budget.tokens - usage.inputTokens - usage.outputTokens - promptTokens
}

export const tokensInWords = (tokens: number): string => `${tokens.toLocaleString('en-US')} tokens`
export const stepsInWords = (steps: number): string => (steps === 1 ? '1 step' : `${steps} steps`)
