import { chmod, copyFile, mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { AppliedFix, CheckFix } from '../contract/doctor.ts'
import { Fault } from '../contract/faults.ts'
import type { Model } from '../contract/models.ts'
import type { SettingsState } from '../contract/settings.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { createQueue } from '../kernel/queue.ts'

/** What was done, and the way back; null when there is none, or nothing was to be done. The way back answers with what it did. */
type Done = { detail: string; undo: (() => Promise<string>) | null }
type Fix = CheckFix & { apply(): Promise<Done> }

type Settings = {
  get(): Promise<SettingsState>
  set(change: { path: string; value?: unknown }): Promise<unknown>
  reset(change: { path: string }): Promise<unknown>
}

/** What the workstation can do about what the doctor finds. Applied fixes are remembered, with the way back, until the workstation ends. */
export function createFixes(options: {
  dataFolder: string
  wanted: readonly string[]
  settings: Settings
  models: () => Promise<{ models: Model[] }>
  reclaim: () => Promise<{ removed: number; freedBytes: number }>
  leftovers: () => Promise<string[]>
  /** Where Ollama answers when it does not where it is asked for. */
  ollamaElsewhere: () => Promise<string | null>
  clock: Clock
}) {
  const { dataFolder, settings, clock } = options
  const applied = new Map<string, { told: AppliedFix; undo: Done['undo'] }>()

  /** One after the other: each starts from what the one before left. */
  const inTurn = createQueue()

  /** Sets a setting; the way back puts what stood there, or takes it out. null: it is set already. */
  async function setSetting(path: string, value: string): Promise<(() => Promise<string>) | null> {
    const before = valueAt((await settings.get()).written, path)
    if (before === value) return null
    await settings.set({ path, value })
    return async () => {
      if (before === undefined) await settings.reset({ path })
      else await settings.set({ path, value: before })
      return 'The setting is as it was.'
    }
  }

  const fixes = {
    demoModel: {
      ...{ id: 'demo-model', label: 'Use the demo model', isUndoable: true },
      about: 'Makes the built-in model the one for chats. Nothing is deleted.',
      async apply() {
        const demo = (await options.models()).models.find(({ isBuiltInDemo }) => isBuiltInDemo)
        if (!demo) throw new Fault('NOT_FOUND', { what: 'model', name: 'the built-in one' })
        return { undo: await setSetting('models.roles.chat', demo.id), detail: `${demo.name} answers in chats.` }
      },
    },
    ollamaAddress: {
      ...{ id: 'ollama-address', label: 'Ask where it answers', isUndoable: true },
      about: 'Sets the address of Ollama to where it was found on this computer.',
      async apply() {
        const address = await options.ollamaElsewhere()
        if (!address) throw new Fault('NOT_FOUND', { what: 'Ollama', name: 'at its usual address' })
        return { undo: await setSetting('models.ollamaAddress', address), detail: `Ollama is asked for at ${address}.` }
      },
    },
    settingsFile: {
      ...{ id: 'settings-file', label: 'Move it aside', isUndoable: true },
      about: 'Keeps the file under another name beside it, and writes the settings that are in force.',
      async apply() {
        const { file, written, problem } = await settings.get()
        if (problem === null) return { detail: 'The file is in order already.', undo: null }
        const aside = `${file}.damaged-${isoNow(clock).replace(/[:.]/g, '-')}`
        const draft = `${file}.${process.pid}.draft`
        await copyFile(file, aside)
        await writeFile(draft, `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600 })
        await rename(draft, file)
        await settings.get()
        return {
          detail: `The file was kept as ${basename(aside)}.`,
          async undo() {
            await rename(aside, file)
            await settings.get()
            return 'The file is as it was, with its mistake.'
          },
        }
      },
    },
    closeFolder: {
      ...{ id: 'close-folder', label: 'Close it to others', isUndoable: true },
      about: 'Only you may open the data folder then (mode 700). What is inside stays as it is.',
      async apply() {
        const mode = (await stat(dataFolder)).mode & 0o777
        await chmod(dataFolder, 0o700)
        const detail = 'Only you may open the data folder.'
        if (mode === 0o700) return { detail, undo: null }
        return {
          detail,
          async undo() {
            await chmod(dataFolder, mode)
            return `The data folder has mode ${mode.toString(8)} again.`
          },
        }
      },
    },
    makeFolders: {
      ...{ id: 'make-folders', label: 'Make them', isUndoable: true },
      about: 'Makes the empty folders.',
      async apply() {
        const made: string[] = []
        for (const path of options.wanted) if (await mkdir(path, { recursive: true, mode: 0o700 })) made.push(path)
        if (made.length === 0) return { detail: 'They were there already.', undo: null }
        return {
          detail: `Made ${made.map((path) => basename(path)).join(', ')}.`,
          async undo() {
            // Only while they are empty: what was put into them since stays.
            for (const path of made) await rmdir(path).catch(() => {})
            return 'The folders that are still empty are gone.'
          },
        }
      },
    },
    reclaim: {
      ...{ id: 'reclaim', label: 'Free what containers keep', isUndoable: false },
      about: 'Removes images that nothing needs now. They are built again when a tool asks for them.',
      async apply() {
        const { freedBytes, removed } = await options.reclaim()
        return { detail: `${removed} things removed, ${Math.round(freedBytes / 1e6)} MB freed.`, undo: null }
      },
    },
    sweep: {
      ...{ id: 'sweep', label: 'Delete them', isUndoable: false },
      about: 'Deletes half-written files that nobody writes any more.',
      async apply() {
        const names = await options.leftovers()
        for (const name of names) await rm(join(dataFolder, name), { force: true })
        return { detail: `${names.length} deleted.`, undo: null }
      },
    },
  } satisfies Record<string, Fix>
  const byId = new Map<string, Fix>(Object.values(fixes).map((fix) => [fix.id, fix]))

  return {
    offers: fixes satisfies Record<string, CheckFix>,
    applied: (): AppliedFix[] => [...applied.values()].map(({ told }) => told),
    apply: (id: string): Promise<AppliedFix> =>
      inTurn(async () => {
        const fix = byId.get(id)
        if (!fix) throw new Fault('NOT_FOUND', { what: 'fix', name: id })
        const { detail, undo } = await fix.apply()
        const before = applied.get(id)
        // Applied once more there was nothing to be done: the way back is that of the first time.
        if (undo === null && before?.undo) return before.told
        const told = { id, label: fix.label, detail, at: isoNow(clock), isUndoable: undo !== null }
        applied.set(id, { told, undo })
        return told
      }),
    undo: (id: string): Promise<{ detail: string }> =>
      inTurn(async () => {
        const one = applied.get(id)
        if (!one?.undo) throw new Fault('NOT_FOUND', { what: 'fix that can be undone', name: id })
        const detail = await one.undo()
        applied.delete(id)
        return { detail }
      }),
  }
}
export type Fixes = ReturnType<typeof createFixes>

/** What a fix offers, without the way to do it. */
export const offer = ({ id, label, about, isUndoable }: CheckFix): CheckFix => ({ id, label, about, isUndoable })

const valueAt = (written: Record<string, unknown>, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined), written)
