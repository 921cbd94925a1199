import type { RunError } from '../../contract/runs.ts'

/** What went wrong, in a person's words. The cause of a bug is for the log, not for the terminal. */
export function errorOf(error: unknown): RunError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return { code: typeof code === 'string' ? code : 'FAILED', message: typeof message === 'string' && message ? message : String(error) }
}
