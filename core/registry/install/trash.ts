import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type ManifestKind, manifestKind } from '../../contract/manifests/index.ts'
import { type Clock, isoNow } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { resolveInside, slashPath } from '../load/place.ts'
import { move } from './staging.ts'

const recordName = '.record.json'
const keptForMs = 30 * 86_400_000

const record = z.object({
  why: z.enum(['removed', 'replaced']),
  /** Below the personal root, with forward slashes, so that it survives a move of the data folder. */
  path: z.string(),
  manifests: z.array(z.object({ kind: manifestKind, name: z.string() })),
  trashedAt: z.iso.datetime(),
})
type Name = { kind: ManifestKind; name: string }
export type Trashed = {
  id: string
  why: 'removed' | 'replaced'
  name: string
  path: string
  kept: string
  manifests: Name[]
  trashedAt: string
  expiresAt: string
}

/** Keeps folders and files of the personal root that were removed or replaced, each in a folder of its own with a record of where it was. */
export function createTrash(options: { folder: string; personalRoot: string; clock: Clock }) {
  const { folder, personalRoot, clock } = options

  const find = (id: string): Trashed | null => {
    if (basename(id) !== id || id === '' || id.startsWith('.')) return null
    try {
      const { path: relative, ...found } = record.parse(JSON.parse(readFileSync(join(folder, id, recordName), 'utf8')))
      const path = resolveInside(personalRoot, relative)
      if (path === null || path === personalRoot) return null
      const name = basename(path)
      const kept = join(folder, id, name)
      if (!lstatSync(kept, { throwIfNoEntry: false })) return null
      return { id, name, path, kept, ...found, expiresAt: new Date(Date.parse(found.trashedAt) + keptForMs).toISOString() }
    } catch {
      // Not one of ours, or damaged: it is neither shown nor swept.
      return null
    }
  }
  const list = (): Trashed[] => {
    const names = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : []
    return names
      .flatMap((id) => find(id) ?? [])
      .filter((one) => Date.parse(one.expiresAt) > clock.now())
      .sort((a, b) => (a.trashedAt === b.trashedAt ? (a.id < b.id ? 1 : -1) : a.trashedAt < b.trashedAt ? 1 : -1))
  }

  return {
    find,
    list,
    /** Moves `path` (inside the personal root) here. The record is written first, so that nothing lies here without one. */
    async put(path: string, why: 'removed' | 'replaced', manifests: Name[]): Promise<Trashed> {
      const trashedAt = isoNow(clock)
      const name = basename(path)
      const id = `${name}-${trashedAt.replaceAll(/[:.]/g, '-')}-${newId('pre').slice(-6)}`
      await mkdir(join(folder, id), { recursive: true })
      const said = { why, path: slashPath(personalRoot, path), manifests, trashedAt }
      await writeFile(join(folder, id, recordName), `${JSON.stringify(said, null, 2)}\n`)
      try {
        await move(path, join(folder, id, name))
      } catch (error) {
        await rm(join(folder, id), { recursive: true, force: true })
        throw error
      }
      return find(id) as Trashed
    },
    /** Moves it back to where it was; nothing may be there. */
    async takeOut(trashed: Trashed): Promise<void> {
      await move(trashed.kept, trashed.path)
      await rm(join(folder, trashed.id), { recursive: true, force: true })
    },
    /** Deletes for good what is older than 30 days. */
    async sweep(): Promise<void> {
      const names = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : []
      for (const id of names) {
        const found = find(id)
        if (found && Date.parse(found.expiresAt) <= clock.now()) await rm(join(folder, id), { recursive: true, force: true })
      }
    },
  }
}
export type Trash = ReturnType<typeof createTrash>
