import { readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { watch } from 'chokidar'
import { Fault } from '../contract/faults.ts'
import { type Settings, type SettingsMistake, type SettingsState, settings as schema } from '../contract/settings.ts'
import type { Logger } from '../kernel/logger.ts'
import { createQueue } from '../kernel/queue.ts'
import { nearestSetting, schemaAt, settingDefaults, settingsSchema } from './schema.ts'
import { editText, type ReadText, readText, replaceText, wrongValue } from './settings-text.ts'

export type SettingsStore = {
  /** What is in force now: the last good version of the file, with defaults. */
  current(): Settings
  /** `problem` says why the file as it is on disk is not in force; null when it is. */
  get(): Promise<SettingsState>
  schema(): Promise<{ schema: Record<string, unknown> }>
  /**
   * Sets one setting, or a section, and leaves the rest of the file as it was written. Throws SETTING_UNKNOWN, SETTING_INVALID, and SETTINGS_BROKEN when the
   * file was edited by hand and has another mistake: writing could lose what is in it.
   */
  set(change: { path: string; value?: unknown }): Promise<SettingsState>
  /** Takes a setting, or a section, out of the file. Takes out what is unknown, too. Throws as `set` does. */
  reset(change: { path: string }): Promise<SettingsState>
  /** Opens the file where the host has a way; makes it when there is none. Throws NOT_SUPPORTED, which names the file. */
  open(): Promise<{ file: string }>
  close(): Promise<void>
}

export type SettingsOptions = {
  file: string
  logger: Logger
  /** What is in force, or what is wrong with the file, is different from before. */
  onChange: () => void
  openPath?: ((path: string) => Promise<void>) | undefined
}

const nothing: ReadText = { settings: schema.parse({}), written: {}, mistakes: [], isReadable: true }

/**
 * The person's settings: one JSON file that may be edited by hand while the workstation runs. A file with a mistake in it is told of
 * and not used; what was in force stays. No file means that everything has its default.
 */
export function createSettings(options: SettingsOptions): SettingsStore {
  const { file, logger, onChange } = options
  /** What is in force, and what the file said then. */
  let good: { settings: Settings; written: Record<string, unknown> } = { settings: schema.parse({}), written: {} }
  let mistakes: SettingsMistake[] = []
  /** As it is on disk; null: there is no file. */
  let text: string | null = null
  let hasLooked = false

  /** Whether anything is different from before. */
  function load(): boolean {
    const found = read(file)
    if (hasLooked && found.text === text && !found.error) return false
    const isFirst = !hasLooked
    hasLooked = true
    text = found.text
    const result = found.text === null ? nothing : readText(found.text)
    const before = mistakes
    mistakes = found.error ? [{ path: null, line: 1, column: 1, message: `It cannot be read: ${found.error}` }] : result.mistakes
    if (mistakes.length === 0 && result.settings) good = { settings: result.settings, written: result.written }
    else {
      if (isFirst) good = salvage(result)
      if (JSON.stringify(before) === JSON.stringify(mistakes)) return false
      logger.warn('settings.json is not used as it is', { problem: problemOf(mistakes) })
    }
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

  const state = (): SettingsState => ({ ...good, defaults: settingDefaults, file, problem: problemOf(mistakes), mistakes })

  const inTurn = createQueue()
  /** Changes the file, one change after the other: each starts from what the one before wrote. */
  const write = (change: (text: string) => string): Promise<SettingsState> => inTurn(() => writeNow(change))
  async function writeNow(change: (text: string) => string): Promise<SettingsState> {
    reload()
    const isReadable = text === null || readText(text).isReadable
    const next = isReadable ? change(text ?? '{}\n') : null
    // A change may mend a file that has a mistake; it is never written over one that stays.
    const left = next === null ? mistakes : readText(next).mistakes
    const [first] = left
    if (next === null || first) throw new Fault('SETTINGS_BROKEN', { file, ...first, detail: first?.message ?? '' })
    if (next === text) return state()
    await mkdir(dirname(file), { recursive: true })
    const draft = `${file}.${process.pid}.draft`
    await writeFile(draft, next.endsWith('\n') ? next : `${next}\n`, { mode: 0o600 })
    await rename(draft, file)
    reload()
    return state()
  }

  return {
    current: () => good.settings,
    async get() {
      reload()
      return state()
    },
    schema: async () => ({ schema: settingsSchema }),
    async set({ path: name, value }) {
      const path = name.split('.')
      checkValue(path, value)
      return write((before) => (isWritten(before, path) ? replaceText(before, path, value) : editText(before, path, value)))
    },
    async reset({ path: name }) {
      const path = name.split('.')
      return write((before) => {
        if (isWritten(before, path)) return editText(before, path, undefined)
        if (!schemaAt(path)) throw unknown(path)
        return before
      })
    },
    async open() {
      if (!options.openPath) throw new Fault('NOT_SUPPORTED', { detail: `Files are opened in the desktop app. The settings are in ${file}` })
      if (text === null) {
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, '{}\n', { mode: 0o600, flag: 'a' })
      }
      await options.openPath(file)
      return { file }
    },
    close: () => watcher.close(),
  }
}

/** Throws for a path that is no setting, and for a value that it cannot have. */
function checkValue(path: readonly string[], value: unknown): void {
  if (path[0] === '$schema' || !schemaAt(path)) throw unknown(path)
  // Alone in a file, so that what else is there cannot be what is wrong.
  const alone = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
  const [issue] = schema.safeParse(alone).error?.issues ?? []
  if (value !== undefined && !issue) return
  const detail = issue ? (readText(JSON.stringify(alone)).mistakes[0]?.message ?? wrongValue(path, issue)) : 'A value is missing.'
  throw new Fault('SETTING_INVALID', { path: path.join('.'), detail })
}

function unknown(path: readonly string[]): Fault {
  const near = nearestSetting(path.join('.'))
  return new Fault('SETTING_UNKNOWN', { path: path.join('.'), suggestion: near ? ` Did you mean ${near}?` : '' })
}

const isWritten = (text: string, path: readonly string[]): boolean => {
  let at: unknown = readText(text).written
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false
    at = (at as Record<string, unknown>)[key]
  }
  return true
}

/** At the start there is no last good version of a file with a mistake: what it says beside its mistakes counts. */
function salvage({ written, mistakes }: ReadText): { settings: Settings; written: Record<string, unknown> } {
  const kept = structuredClone(written)
  for (const { path } of mistakes) {
    const keys = path?.split('.') ?? []
    const last = keys.pop()
    const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], kept)
    if (last !== undefined && typeof parent === 'object' && parent !== null) delete (parent as Record<string, unknown>)[last]
  }
  const { success, data } = schema.safeParse(kept)
  return success ? { settings: data, written: kept } : { settings: schema.parse({}), written: {} }
}

function read(file: string): { text: string | null; error: string | null } {
  try {
    return { text: readFileSync(file, 'utf8'), error: null }
  } catch (error) {
    return { text: null, error: (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : (error as Error).message }
  }
}

const problemOf = (mistakes: readonly SettingsMistake[]): string | null =>
  mistakes.map(({ line, column, message }) => `Line ${line}, column ${column}: ${message}`).join('\n') || null
