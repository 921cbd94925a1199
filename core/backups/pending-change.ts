import { existsSync } from 'node:fs'
import { lstat, mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { z } from 'zod'
import { type AppliedChange, appliedChange } from '../contract/backups.ts'
import { newId } from '../kernel/ids.ts'

/**
 * A change of the data folder that nothing may see half of. What is to come lies whole in `pending/new` before `pending/plan.json` is put
 * there; from then on the change is decided. It is carried out while nobody has anything open, before the storage is opened or after it was
 * closed, by renaming alone; a kill at any moment leaves it to the next start, which goes on where it was.
 */
const plan = z.object({
  change: appliedChange,
  /** Each is taken away; of those that are replaced, the next one lies in `new` under the same path. A star at the end stands for any rest of a name. */
  paths: z.array(z.object({ path: z.string().min(1), isReplaced: z.boolean() })),
})
export type Plan = z.infer<typeof plan>

export const newFolder = (pending: string): string => join(pending, 'new')
const planFile = (pending: string): string => join(pending, 'plan.json')

/** Makes room for a new change. Whatever is there was never decided. */
export async function clearPending(pending: string): Promise<void> {
  await rm(pending, { recursive: true, force: true })
}
export const isPending = (pending: string): boolean => existsSync(planFile(pending))

/** Decides the change: from here on it will be carried out. */
export async function decide(pending: string, decided: Plan): Promise<void> {
  await mkdir(pending, { recursive: true, mode: 0o700 })
  const draft = `${planFile(pending)}.draft`
  const handle = await open(draft, 'w', 0o600)
  await handle.writeFile(JSON.stringify(decided))
  await handle.sync()
  await handle.close()
  await rename(draft, planFile(pending))
  await flushFolder(pending)
}

/** Carries out what was decided; null when nothing was. What was never decided is removed. `step` is for tests: it is called between any two moves. */
export async function applyPending(dataFolder: string, pending: string, step: () => void = () => {}): Promise<AppliedChange | null> {
  const text = await readFile(planFile(pending), 'utf8').catch(() => null)
  if (text === null) {
    await clearPending(pending)
    return null
  }
  const { change, paths } = plan.parse(JSON.parse(text))
  const old = join(pending, 'old')
  await mkdir(old, { recursive: true, mode: 0o700 })
  const moves = await Promise.all(
    paths.map(async ({ path, isReplaced }) => (await expand(dataFolder, path)).map((found) => ({ path: found, isReplaced }))),
  )
  for (const { path, isReplaced } of moves.flat()) {
    if (path === logsFolder) {
      await emptyLogs(join(dataFolder, path))
      continue
    }
    if (path !== basename(path) && !path.startsWith(`backups${sep}`)) throw new Error(`${path} is not directly in the data folder.`)
    const here = join(dataFolder, path)
    const next = join(newFolder(pending), path)
    // Without the next one it is in its place already, by a former life.
    if (isReplaced && !existsSync(next)) continue
    step()
    // Also a link to what is gone, which must not be taken for an empty place.
    if (await lstat(here).catch(() => null)) await rename(here, join(old, `${path.replaceAll(sep, '-')}-${newId('run')}`))
    step()
    if (isReplaced) await rename(next, here)
  }
  step()
  await flushFolder(dataFolder)
  // The change is done once its plan is gone; the rest is rubbish, which a next start removes, too.
  await rm(planFile(pending), { force: true })
  await flushFolder(pending)
  step()
  await clearPending(pending)
  return change
}

/** The host may be writing into them, so they are emptied where they are. */
export const logsFolder = 'logs'
async function emptyLogs(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) await truncate(join(folder, name), 0).catch(() => {})
}

/** What a path with a star at its end stands for now: copies of the database are made until the very end of a life. */
export async function expand(dataFolder: string, path: string): Promise<string[]> {
  if (!path.endsWith('*')) return [path]
  const stem = basename(path).slice(0, -1)
  const folder = dirname(path)
  return (await namesIn(join(dataFolder, folder))).filter((name) => name.startsWith(stem)).map((name) => join(folder, name))
}

/** Names of a folder, none when it is not there. */
export const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

/** So that renames survive a power cut. Not every system can. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Windows opens no folders; there the journal of the file system has to do.
  }
}
