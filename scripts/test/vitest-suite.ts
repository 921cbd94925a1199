import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from './outcome.ts'
import { run } from './run.ts'

const timeoutMs = 1_800_000

/** One vitest project from vitest.config.ts; `filters` are parts of file names. */
export async function runVitest(
  root: string,
  project: 'unit' | 'integration' | 'docker',
  filters: string[],
  env: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-test-'))
  const file = join(folder, 'outcome.json')
  try {
    const cli = join(root, 'node_modules/vitest/vitest.mjs')
    const reporter = join(root, 'scripts/test/vitest-outcome.ts')
    const args = [cli, 'run', '--project', project, '--passWithNoTests', '--reporter=default', `--reporter=${reporter}`, ...filters]
    const finished = await run(process.execPath, args, { cwd: root, timeoutMs, isShown: true, env: { ...env, CORTEX_OUTCOME: file } })
    return readOutcome(project, file, finished.code, finished.isTimedOut)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readOutcome(suite: string, file: string, code: number, isTimedOut: boolean): Outcome {
  try {
    const outcome = { suite, ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Outcome, 'suite'>) }
    if (code !== 0 && outcome.failed.length === 0) outcome.failed.push({ name: suite, message: `vitest ended with code ${code}` })
    return outcome
  } catch {
    const message = isTimedOut
      ? `vitest had not ended after ${timeoutMs / 60_000} minutes`
      : `vitest ended with code ${code} before it reported anything`
    return { suite, passed: 0, failed: [{ name: suite, message }], skipped: [] }
  }
}
