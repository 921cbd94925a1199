import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Why a database cannot be used, or which changes of the schema it has had and how many chats it holds. */
export type DatabaseFound = { why: string } | { schema: string[]; chats: number }

/** What the process that checks says, once. */
export type FromCheck = { found: DatabaseFound } | { failed: { message: string; code: string | undefined } }

/**
 * Reads a database file to its end. Nobody else may have it open. A process of its own does it: SQLite reads some 250 MB a second without ever
 * pausing, and of a thread in the midst of that there is no end, while a process can be killed. Rejects with the signal's reason once that has ended.
 */
export async function checkDatabase(file: string, signal: AbortSignal): Promise<DatabaseFound> {
  signal.throwIfAborted()
  // The variables: Electron's executable acts as Node, and SQLite's binary finds its libraries.
  const env = { ELECTRON_RUN_AS_NODE: '1', LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH }
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [file], { execArgv: [], env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  let said: FromCheck | undefined
  let complaint = ''
  child.once('message', (message: FromCheck) => {
    said = message
  })
  child.stderr?.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString()).slice(-2000)
  })
  try {
    const ending = await new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, killedBy) => resolve(killedBy ?? `code ${code}`))
    })
    signal.throwIfAborted()
    if (!said) throw new Error(`The check of ${file} ended with ${ending}. ${complaint}`.trim())
    if ('failed' in said) throw Object.assign(new Error(said.failed.message), { code: said.failed.code })
    return said.found
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
