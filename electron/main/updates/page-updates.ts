import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFeed } from './feed.ts'
import type { UpdateState } from './update-state.ts'
import { createUpdates, type UpdateChoice, type UpdateMemory, type UpdateSource, type UpdateVerb } from './updates.ts'

const tickMs = 60 * 60_000
const verbs: readonly string[] = ['check', 'download', 'stop', 'later', 'skip', 'install'] satisfies UpdateVerb[]
export const isUpdateVerb = (value: unknown): value is UpdateVerb => typeof value === 'string' && verbs.includes(value)

type Options = {
  /** Where it is kept which version was skipped. */
  folder: string
  choice: () => UpdateChoice
  onState: (state: UpdateState) => void
  log(message: string, fields?: Record<string, unknown>): void
}

/** Updates of an installed app, looked for once an hour whether a day is over. electron-updater is loaded when it is first needed. */
export function createPageUpdates({ folder, choice, onState, log }: Options) {
  const updates = createUpdates({ source: lateSource(log), choice, memory: memoryIn(join(folder, 'updates.json'), log), now: Date.now, onState })
  const tick = () => void updates.tick().catch((error: Error) => log('updates could not be looked for', { error: error.message }))
  const timer = setInterval(tick, tickMs)
  timer.unref()
  return { ...updates, tick, close: () => clearInterval(timer) }
}

/** The feed, made at the first call: an app that looks for no updates does not even load what would. */
function lateSource(log: Options['log']): UpdateSource {
  let made: Promise<UpdateSource> | null = null
  let ready: UpdateSource | null = null
  const source = () =>
    (made ??= import('electron-updater').then(({ default: { autoUpdater, CancellationToken } }) => {
      ready = createFeed({ updater: autoUpdater, newToken: () => new CancellationToken(), log })
      return ready
    }))
  return {
    find: async (channel) => (await source()).find(channel),
    fetch: async (signal, onProgress) => (await source()).fetch(signal, onProgress),
    install: () => ready?.install(),
    setInstallOnQuit: (isOn) => ready?.setInstallOnQuit(isOn),
  }
}

const nothing: UpdateMemory = { skippedVersion: null, lastCheckedAt: null, laterUntil: null }

/** A missing or damaged file means that nothing was skipped yet. Written beside and renamed; where it cannot be, as on a full disk, it holds for this life. */
export function memoryIn(file: string, log: Options['log']): { read(): UpdateMemory; write(memory: UpdateMemory): void } {
  let written: UpdateMemory | null = null
  return {
    read() {
      if (written) return written
      try {
        const given = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
        const text = (name: keyof UpdateMemory) => (typeof given[name] === 'string' ? given[name] : null)
        return { skippedVersion: text('skippedVersion'), lastCheckedAt: text('lastCheckedAt'), laterUntil: text('laterUntil') }
      } catch {
        return nothing
      }
    },
    write(memory) {
      written = memory
      try {
        writeFileSync(`${file}.new`, JSON.stringify(memory))
        renameSync(`${file}.new`, file)
      } catch (error) {
        log('which version was skipped could not be kept', { error: (error as Error).message })
      }
    },
  }
}
