import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxRequest } from './port.ts'

/** What one run has on disk beside the tool and its mounts; gone when the run is over. All paths are absolute host paths. */
export type RunFolder = {
  root: string
  /** The script's working folder. */
  work: string
  temporary: string
  /** Holds secrets/NAME, and state.json when the session's state is granted. */
  run: string
  secrets: string
  /** null when the session's state is not granted. */
  stateFile: string | null
  /** The state as the script left it; null when unchanged, not granted, or not writable. Throws when it is no JSON object. */
  changedState(): Promise<string | null>
  remove(): Promise<void>
}

const maxStateBytes = 8 * 2 ** 20

/** Lays out a fresh private folder for one run under `parent`: work/, tmp/, run/secrets/NAME and run/state.json. */
export async function createRunFolder(parent: string, request: SandboxRequest): Promise<RunFolder> {
  const root = await mkdtemp(join(parent, 'cortex-run-'))
  const [work, temporary, run] = [join(root, 'work'), join(root, 'tmp'), join(root, 'run')]
  const secrets = join(run, 'secrets')
  await Promise.all([work, temporary, secrets].map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })))
  await Promise.all(Object.entries(request.secrets).map(([name, value]) => writeFile(join(secrets, name), value, { mode: 0o400 })))
  const state = request.state
  const stateFile = state ? join(run, 'state.json') : null
  if (state && stateFile) await writeFile(stateFile, state.json, { mode: state.mode === 'rw' ? 0o600 : 0o400 })
  return {
    root,
    work,
    temporary,
    run,
    secrets,
    stateFile,
    async changedState() {
      if (state?.mode !== 'rw' || !stateFile) return null
      const text = await readFile(stateFile, 'utf8').catch(() => '')
      if (text === state.json) return null
      if (text.length > maxStateBytes) throw new Error(`the session state is larger than ${maxStateBytes} bytes`)
      const parsed = parseJson(text)
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
        throw new Error('CORTEX_STATE_FILE does not hold a JSON object; the session state is left as it was')
      }
      return text
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
