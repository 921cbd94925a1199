import { isDeepStrictEqual } from 'node:util'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { RunResult } from '../../contract/runs.ts'

export type ToolTestResult = { name: string; passed: boolean; detail: string; durationMs: number }

/**
 * Runs a manifest's own `tests:` one after the other through `run` (the same path as any other run). A test passes when the
 * output holds all that `expect` names; `expect: { error: "text" }` alone asks for a failure whose message has that text in it.
 */
export async function runToolTests(
  manifest: ToolManifest,
  run: (input: Record<string, unknown>) => Promise<Pick<RunResult, 'status' | 'output' | 'error' | 'durationMs'>>,
): Promise<ToolTestResult[]> {
  const results: ToolTestResult[] = []
  for (const [index, test] of (manifest.tests ?? []).entries()) {
    const name = test.name ?? `test ${index + 1}: ${JSON.stringify(test.with)}`
    const { status, output, error, durationMs } = await run(test.with)
    const wantedError = expectedError(test.expect)
    if (wantedError !== null) {
      const passed = status === 'failed' && (error?.message ?? '').includes(wantedError)
      results.push({
        name,
        passed,
        detail: passed ? '' : `expected a failure with "${wantedError}", got ${error?.message ?? JSON.stringify(output)}`,
        durationMs,
      })
      continue
    }
    const mismatch = status === 'done' ? firstMismatch(test.expect, output, '') : (error?.message ?? status)
    results.push({ name, passed: mismatch === null, detail: mismatch ?? '', durationMs })
  }
  return results
}

function expectedError(expect: unknown): string | null {
  if (typeof expect !== 'object' || expect === null || Object.keys(expect).length !== 1 || !('error' in expect)) return null
  return typeof expect.error === 'string' ? expect.error : null
}

/** Where `actual` lacks what `expected` names; null when it has all of it. Objects may hold more, lists and plain values may not. */
export function firstMismatch(expected: unknown, actual: unknown, path: string): string | null {
  const here = path === '' ? 'the result' : path
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `${here} is no list`
    if (actual.length !== expected.length) return `${here} has ${actual.length} items, expected ${expected.length}`
    return firstOf(expected.map((one, index) => firstMismatch(one, actual[index], `${path}[${index}]`)))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return `${here} is no object`
    const found = actual as Record<string, unknown>
    return firstOf(
      Object.entries(expected).map(([key, one]) => {
        const inner = path === '' ? key : `${path}.${key}`
        return Object.hasOwn(found, key) ? firstMismatch(one, found[key], inner) : `${inner} is missing`
      }),
    )
  }
  return isDeepStrictEqual(expected, actual) ? null : `${here} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`
}

const firstOf = (mismatches: (string | null)[]) => mismatches.find((one) => one !== null) ?? null
