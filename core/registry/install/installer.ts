import { lstatSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import type { ManifestKind } from '../../contract/manifests/index.ts'
import type { TrashEntry } from '../../contract/registry.ts'
import { type Clock, isoNow } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import type { Catalogue } from '../catalogue.ts'
import { keyOf } from '../in-force.ts'
import { createPause } from '../load/pause.ts'
import { isInside, type Root } from '../load/place.ts'
import { scanFolder } from '../load/scan.ts'
import type { TierOf } from '../summaries.ts'
import { describe, describeRefused, type Preview } from './describe.ts'
import { type Destination, declaredKey, declaredNames, declaring, destinationOf, isThere, objectionTo } from './destination.ts'
import { type GitLimits, gitLimits } from './git-source.ts'
import { type PreviewInput, removeEmptyFolders, type Staged, stage } from './staging.ts'
import { stagingFolderOf, sweepStaging } from './sweep-staging.ts'
import { createTrash, type Trashed } from './trash.ts'
import { folderName, stageUpload, type UploadedFile } from './upload.ts'

export type { Preview, PreviewInput }

type Name = { kind: ManifestKind; name: string }
export type Installed = { installed: Name[]; folder: string; undo: string | null }
export type Removed = { removed: boolean; keptAs: string | null; undo: string | null }
export type Restored = { restored: Name[]; path: string; undo: string | null }

export type Installer = {
  /** `signal` stops what takes long, such as fetching. */
  preview(input: PreviewInput, signal?: AbortSignal): Promise<Preview>
  install(previewId: string, options?: { replaceBundled?: boolean | undefined }): Promise<Installed>
  /** Puts files made here into a new folder of the personal root. Throws INSTALL_CONFLICT when they could not be in force there, or are there already. */
  adopt(name: string, files: readonly UploadedFile[], options: { replaceBundled: boolean }): Promise<Installed>
  remove(kind: ManifestKind, name: string, notFound: () => Fault): Promise<Removed>
  trash(): TrashEntry[]
  restore(id: string): Promise<Restored>
  close(): Promise<void>
}

/** Previews kept for a later `install`, and for how long; others are thrown away with their copies. */
const maxPreviews = 20
const previewLifeMs = 60 * 60_000
/** Some seconds of reading, for thousands of manifests in one folder; packs of the usual shape stay under a thousand. */
const maxFilesToPin = 20_000
const sweepTrashEveryMs = 12 * 60 * 60_000

/** Brings folders into the personal root and takes them out again, always through a copy and one rename, so that nothing is ever half there. */
export function createInstaller(options: {
  roots: readonly Root[]
  trashFolder: string
  catalogue: Catalogue
  clock: Clock
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  onChange: () => void
  tierOf: TierOf | undefined
  git?: GitLimits | undefined
}): Installer {
  const { roots, catalogue, clock } = options
  const root = roots.find((one) => one.root === 'personal')
  const personal = root && {
    root,
    stagingFolder: stagingFolderOf(root.path),
    trash: createTrash({ folder: options.trashFolder, personalRoot: root.path, clock }),
  }
  const isSwept = personal ? sweepStaging(personal.root.path) : Promise.resolve()
  const sweepTrash = () => personal?.trash.sweep().catch(() => {}) ?? Promise.resolve()
  const firstSweep = sweepTrash()
  const previews = new Map<string, { folder: string; staged: Staged; since: number }>()

  const need = (): NonNullable<typeof personal> => {
    if (personal) return personal
    throw new Fault('NOT_SUPPORTED', { detail: 'There is no personal manifest folder to install into.' })
  }
  const findDestination = (name: string, folder: string) => destinationOf(name, folder, { root: need().root, roots, catalogue, now: isoNow(clock) })

  const preview: Installer['preview'] = async (input, signal) => {
    const { stagingFolder, root } = need()
    await isSwept
    const previewId = newId('pre')
    const folder = join(stagingFolder, previewId)
    const ownFolders = roots.map((one) => one.path)
    const staged = await stage(input, folder, { ownFolders, git: options.git ?? gitLimits, signal }).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true })
      throw error
    })
    if (staged.reason !== null) {
      await rm(folder, { recursive: true, force: true })
      return describeRefused(previewId, staged)
    }
    await mkdir(folder, { recursive: true })
    previews.set(previewId, { folder, staged, since: clock.now() })
    await forgetOld()
    const found = await findDestination(staged.name, folder)
    if (found.checked.filesToPin > maxFilesToPin) {
      previews.delete(previewId)
      await rm(folder, { recursive: true, force: true })
      const reason = `It holds ${found.checked.entries.length} manifests that share their folders with too many files. Give each a folder of its own.`
      return describeRefused(previewId, { ...staged, reason })
    }
    return describe(previewId, staged, folder, found, { catalogue, tierOf: options.tierOf, rootPath: root.path })
  }

  const forgetOld = async () => {
    for (const [id, { folder, since }] of previews) {
      if (previews.size <= maxPreviews && clock.now() - since < previewLifeMs) return
      previews.delete(id)
      await rm(folder, { recursive: true, force: true })
    }
  }
  const timers = [setInterval(() => void forgetOld().catch(() => {}), previewLifeMs / 4), setInterval(() => void sweepTrash(), sweepTrashEveryMs)]
  for (const timer of timers) timer.unref()

  /** The last step, for a folder that was found good: what is there goes to the trash, and comes back when the rename fails. */
  const putInPlace = async (folder: string, { destination, checked }: Destination): Promise<Installed> => {
    const { root, trash } = need()
    const old = isThere(destination) ? await trash.put(destination, 'replaced', namesBelow(destination)) : null
    try {
      await rename(folder, destination)
    } catch (error) {
      if (old) await trash.takeOut(old)
      throw error
    }
    await readAgain(catalogue, destination, root)
    options.onChange()
    return { installed: declaredNames(checked.entries), folder: destination, undo: old?.id ?? null }
  }
  const namesBelow = (path: string): Name[] => declaredNames([...catalogue.entries.values()].filter((entry) => isInside(path, entry.place.file)))

  /** Why something from the trash cannot go back now. */
  const conflictOf = ({ why, path, manifests }: Trashed): string | null => {
    if (why === 'removed' && isThere(path)) return `${path} is there again. Move or remove it first.`
    const there = namesBelow(path)
    if (there.length > 0 && !there.some((one) => manifests.some((other) => one.kind === other.kind && one.name === other.name)))
      return `${path} holds something else by now. Move or remove it first.`
    for (const { kind, name } of manifests) {
      const key = keyOf(kind, name)
      const owner = catalogue.resolution.inForce.get(key)?.loaded
      if (owner && owner.root !== 'bundled' && !isInside(path, owner.file)) return `${key} is there again, in ${owner.file}. Remove that one first.`
    }
    return null
  }

  return {
    preview,
    install: (previewId, { replaceBundled = false } = {}) =>
      options.exclusively(async () => {
        await forgetOld()
        const found = previews.get(previewId)
        if (!found) throw new Fault('NOT_FOUND', { what: 'preview', name: previewId })
        // What is in force may have changed since the preview.
        const destination = await findDestination(found.staged.name, found.folder)
        const objection = objectionTo(destination, catalogue)
        if (objection && !(objection.isBundled && replaceBundled)) throw new Fault('INSTALL_CONFLICT', { detail: objection.reason })
        // While it is moved nothing else may throw it away.
        previews.delete(previewId)
        try {
          return await putInPlace(found.folder, destination)
        } catch (error) {
          previews.set(previewId, found)
          throw error
        }
      }),
    adopt: (name, files, { replaceBundled }) =>
      options.exclusively(async () => {
        const folder = join(need().stagingFolder, newId('pre'))
        await isSwept
        try {
          const { reason } = await stageUpload(name, files, folder)
          if (reason !== null) throw new Fault('INSTALL_CONFLICT', { detail: reason })
          const found = await findDestination(folderName(name), folder)
          if (isThere(found.destination)) {
            const [key] = found.checked.entries.map(declaredKey)
            throw new Fault('INSTALL_CONFLICT', { detail: `${key} is there already, in ${found.destination}. Choose another name.` })
          }
          const objection = objectionTo(found, catalogue)
          if (objection && !(objection.isBundled && replaceBundled)) throw new Fault('INSTALL_CONFLICT', { detail: sayWhy(objection.reason, found) })
          return await putInPlace(folder, found)
        } finally {
          await rm(folder, { recursive: true, force: true })
        }
      }),
    remove: (kind, name, notFound) =>
      options.exclusively(async () => {
        const key = keyOf(kind, name)
        const owner = catalogue.resolution.inForce.get(key)?.entry
        // A broken one of the person's own that would stand before what ships can be taken away, too.
        const entry = owner && owner.place.root.root !== 'bundled' ? owner : declaring(catalogue, key)
        if (!entry) throw notFound()
        const { root, folder, file } = entry.place
        if (root.root === 'bundled') throw new Fault('INSTALL_CONFLICT', { detail: `${key} ships with Cortex and cannot be removed.` })
        if (root.root === 'extra')
          throw new Fault('INSTALL_CONFLICT', { detail: `${key} was not installed here; it comes from ${root.path}. Remove it there.` })
        const isAlone = folder !== root.path && [...catalogue.entries.values()].every((one) => one === entry || !isInside(folder, one.place.file))
        const target = isAlone ? folder : file
        const { id, kept } = await need().trash.put(target, 'removed', [{ kind, name }])
        await removeEmptyFolders(dirname(target), root.path)
        await readAgain(catalogue, folder, root)
        options.onChange()
        return { removed: true, keptAs: kept, undo: id }
      }),
    trash: () =>
      (personal?.trash.list() ?? []).map((one) => {
        const { kept: _, ...shown } = one
        return { ...shown, conflict: conflictOf(one) }
      }),
    restore: (id) =>
      options.exclusively(async () => {
        const { trash, root } = need()
        const found = trash.find(id)
        if (!found) throw new Fault('NOT_FOUND', { what: 'thing in the trash', name: id })
        const conflict = conflictOf(found)
        if (conflict !== null) throw new Fault('INSTALL_CONFLICT', { detail: conflict })
        // What took its place is kept in turn, so that this can be undone as well.
        const newer = isThere(found.path) ? await trash.put(found.path, 'replaced', namesBelow(found.path)) : null
        try {
          await trash.takeOut(found)
        } catch (error) {
          if (newer) await trash.takeOut(newer)
          throw error
        }
        await readAgain(catalogue, lstatSync(found.path).isDirectory() ? found.path : dirname(found.path), root)
        options.onChange()
        return { restored: found.manifests, path: found.path, undo: newer?.id ?? null }
      }),
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all([isSwept, firstSweep])
      previews.clear()
      if (personal) await rm(personal.stagingFolder, { recursive: true, force: true })
    },
  }
}

/** The first error in words, because nobody sees a list of problems here. */
function sayWhy(reason: string, { checked }: Destination): string {
  const first = checked.problems.find((one) => one.severity === 'error')
  return first ? `${reason} ${first.message}` : reason
}

/** Takes what lies in `folder` now as meant, and settles. Digests are made at once, so that the watcher's echo of the same files is no news. */
export async function readAgain(catalogue: Catalogue, folder: string, root: Root): Promise<void> {
  const scan = await scanFolder(folder, root.path, createPause())
  const seen = new Set(scan.candidates.map((file) => file.path))
  for (const path of [...catalogue.entries.keys()]) if (isInside(folder, path) && !seen.has(path)) catalogue.take(path, root, null, { isSure: true })
  for (const file of scan.candidates) catalogue.take(file.path, root, file, { isSure: true })
  catalogue.recheck(folder)
  catalogue.settle()
}
