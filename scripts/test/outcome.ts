/** What one suite did. A suite that could not start at all is one skip or one failure of its own. */
export type Outcome = {
  suite: string
  passed: number
  failed: { name: string; message: string }[]
  skipped: { name: string; reason: string }[]
  /** Passed only when tried again: counted as passed, and named with what failed first, because it is a race in the app or in its test. */
  unsteady?: { name: string; message: string }[]
}

/** Parts without which a green result would say too little; a continuous-integration run that lacks one has failed. */
const neededPart = /sqlite|model|llama|chromium|container engine/i

export type Total = { passed: number; failed: number; skipped: number; exitCode: 0 | 1; missing: string[] }

/** Adds the suites up. With `isStrict` (CI=true) a skip for want of SQLite, a model, Chromium or a container engine fails the run, and `missing` names it. */
export function total(outcomes: readonly Outcome[], isStrict: boolean): Total {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed.length, 0)
  const skips = outcomes.flatMap((outcome) => outcome.skipped)
  const missing = isStrict ? skips.filter((skip) => neededPart.test(skip.reason)).map((skip) => `${skip.name}: ${skip.reason}`) : []
  return { passed, failed, skipped: skips.length, exitCode: failed > 0 || missing.length > 0 || passed === 0 ? 1 : 0, missing }
}

export const lastLine = (sum: Total) => `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`
