import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Outcome } from './outcome.ts'
import { run } from './run.ts'

const timeoutMs = 3_000_000
const config = 'e2e/playwright.config.ts'

type Suite = { title: string; file?: string; specs?: Spec[]; suites?: Suite[] }
type Spec = { title: string; file: string; tests: Test[] }
type Test = {
  status: 'expected' | 'unexpected' | 'flaky' | 'skipped'
  annotations: { type: string; description?: string }[]
  results: { error?: { message?: string; location?: { file: string; line: number } } }[]
}
type Report = { suites: Suite[]; errors: { message?: string }[] }

/** The journeys in e2e/, by Playwright; `filters` are parts of file names. */
export async function runPlaywright(root: string, filters: string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  if (!existsSync(join(root, config))) return { suite: 'e2e', passed: 0, failed: [], skipped: [{ name: 'e2e', reason: `there is no ${config}` }] }
  const folder = mkdtempSync(join(tmpdir(), 'cortex-e2e-'))
  const file = join(folder, 'report.json')
  try {
    const cli = join(root, 'node_modules/@playwright/test/cli.js')
    const args = [cli, 'test', '-c', config, '--reporter=list,json', ...filters]
    const finished = await run(process.execPath, args, { cwd: root, timeoutMs, isShown: true, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file } })
    const outcome = existsSync(file)
      ? outcomeOf(JSON.parse(readFileSync(file, 'utf8')) as Report)
      : { suite: 'e2e', passed: 0, failed: [], skipped: [] }
    if (finished.code !== 0 && outcome.failed.length === 0) {
      const message = finished.isTimedOut
        ? `Playwright had not ended after ${timeoutMs / 60_000} minutes`
        : `Playwright ended with code ${finished.code}`
      outcome.failed.push({ name: 'e2e', message })
    }
    return outcome
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What Playwright calls flaky passed when it was tried again: it is counted as passed and named with the error of its first try. */
export function outcomeOf(report: Report): Outcome {
  const unsteady: NonNullable<Outcome['unsteady']> = []
  const outcome: Outcome = { suite: 'e2e', passed: 0, failed: [], skipped: [], unsteady }
  const visit = (suite: Suite, path: string[]) => {
    for (const spec of suite.specs ?? []) {
      const name = [...path, spec.title].join(' > ')
      for (const test of spec.tests) {
        if (test.status === 'skipped') {
          const reason = test.annotations.find((note) => ['skip', 'fixme'].includes(note.type))?.description
          outcome.skipped.push({ name, reason: reason ?? 'no reason given' })
        } else if (test.status === 'unexpected') {
          outcome.failed.push({ name, message: errorOf(test.results.at(-1)) })
        } else {
          outcome.passed += 1
          if (test.status === 'flaky') unsteady.push({ name, message: errorOf(test.results[0]) })
        }
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title])
  }
  for (const suite of report.suites) visit(suite, [suite.title])
  for (const error of report.errors) outcome.failed.push({ name: 'e2e', message: error.message ?? 'Playwright reported an error outside of a test' })
  return outcome
}

function errorOf(result: Test['results'][number] | undefined): string {
  const { message = '', location } = result?.error ?? {}
  return location ? `${basename(location.file)}:${location.line}: ${message}` : message
}
