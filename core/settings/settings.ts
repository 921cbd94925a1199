import { readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { watch } from 'chokidar'
import { Fault } from '../contract/faults.ts'
import { type ContainerSettings, type ModelSettings, type Settings, settings as schema } from '../contract/settings.ts'
import type { Logger } from '../kernel/logger.ts'

export type SettingsStore = {
  /** What is in force now: the last good version of the file. */
  current(): Settings
  /** `problem` says why the file as it is on disk is not in force; null when it is. */
  get(): Promise<{ settings: Settings; file: string; problem: string | null }>
  /** Throws BAD_INPUT when the file was edited by hand and has a mistake: writing would lose what is in it. */
  update(containers: ContainerSettings): Promise<{ settings: Settings }>
  updateModels(models: ModelSettings): Promise<{ settings: Settings }>
  close(): Promise<void>
}

/**
 * The person's settings: one JSON file that may be edited by hand while the workstation runs. A file with a mistake in it is told of
 * and not used; what was in force stays. No file means that everything has its default.
 */
export function createSettings(options: { file: string; logger: Logger; onChange: () => void }): SettingsStore {
  const { file, logger, onChange } = options
  let current: Settings = {}
  let problem: string | null = null
  let text: string | null = null

  /** Whether anything is different from before. */
  function load(): boolean {
    const found = read(file)
    if (found === text) return false
    text = found
    const parsed = parse(found)
    problem = parsed.problem
    if (parsed.settings) current = parsed.settings
    else logger.warn('settings.json is not used as it is', { problem })
    return true
  }
  load()
  const reload = () => {
    if (load()) onChange()
  }
  // The folder, since the file may come, go and be replaced; of its many files only this one is looked at.
  const watcher = watch(dirname(file), {
    depth: 0,
    ignoreInitial: true,
    ignored: (path) => path !== dirname(file) && basename(path) !== basename(file),
  })
  watcher.on('all', reload).on('error', (error) => logger.warn('settings.json is not watched', { error }))

  let writing: Promise<unknown> = Promise.resolve()
  /** Puts sections in the place of those in the file, one after the other: each starts from what the one before wrote. */
  function write(sections: Partial<Settings>): Promise<{ settings: Settings }> {
    const written = writing.then(() => writeNow(sections))
    writing = written.catch(() => {})
    return written
  }
  async function writeNow(sections: Partial<Settings>): Promise<{ settings: Settings }> {
    load()
    if (problem !== null) throw new Fault('BAD_INPUT', { detail: `${file} has a mistake, so nothing is written over it. Mend it first: ${problem}` })
    const next: Settings = { ...current, ...sections }
    await mkdir(dirname(file), { recursive: true })
    const draft = `${file}.${process.pid}.draft`
    await writeFile(draft, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
    await rename(draft, file)
    reload()
    return { settings: current }
  }

  return {
    current: () => current,
    async get() {
      reload()
      return { settings: current, file, problem }
    },
    update: (containers) => write({ containers }),
    updateModels: (models) => write({ models }),
    close: () => watcher.close(),
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    return `cannot be read: ${(error as Error).message}`
  }
}

function parse(text: string | null): { settings: Settings | null; problem: string | null } {
  if (text === null) return { settings: {}, problem: null }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { settings: null, problem: `It is not JSON: ${(error as Error).message}` }
  }
  const { success, data, error } = schema.safeParse(value)
  if (success) return { settings: data, problem: null }
  return { settings: null, problem: error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`).join('; ') }
}
