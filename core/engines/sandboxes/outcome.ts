import type { SandboxOutcome } from './port.ts'
import type { RunFolder } from './run-folder.ts'

/** stdout as a value: JSON when it is JSON, else `{ text }`. The same rule for every language and tier. */
export function parseOutput(stdout: string): unknown {
  const text = stdout.trim()
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}

/** How a finished script counts: exit code 0 is done, anything else failed with its last stderr line. */
export async function outcomeOf(ended: { exitCode: number | null; stdout: string; lastLogLine: string; fallback: string }, folder: RunFolder) {
  if (ended.exitCode !== 0) {
    return { status: 'failed', message: ended.lastLogLine || ended.fallback, exitCode: ended.exitCode } satisfies SandboxOutcome
  }
  try {
    return { status: 'done', output: parseOutput(ended.stdout), stateJson: await folder.changedState() } satisfies SandboxOutcome
  } catch (error) {
    return { status: 'failed', message: error instanceof Error ? error.message : String(error), exitCode: 0 } satisfies SandboxOutcome
  }
}

/** The one sentence for output beyond the limit, in every tier. */
export const tooMuchOutput = (limitBytes: number) => `the script wrote more than ${limitBytes} bytes to stdout and was stopped`
