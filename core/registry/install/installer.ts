import { lstatSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import type { ManifestKind } from '../../contract/manifests/index.ts'
import type { Problem, Right, TierChoice } from '../../contract/registry.ts'
import { type Clock, isoNow } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import type { Catalogue } from '../catalogue.ts'
import { type CheckedFolder, checkFolder } from '../check-folder.ts'
import { type InForce, keyOf } from '../in-force.ts'
import { createPause } from '../load/pause.ts'
import { isInside, type Root, slashPath } from '../load/place.ts'
import { scanFolder } from '../load/scan.ts'
import { rightsOf } from '../rights.ts'
import { sortedProblems, type TierOf, tierChoiceOf } from '../summaries.ts'
import { move, type PreviewInput, removeEmptyFolders, type Staged, stage, sweepStaging } from './staging.ts'

export type { PreviewInput }

export type PreviewedManifest = {
  kind: ManifestKind
  name: string
  description: string
  /** Below the dropped folder, as the files of problems are. */
  file: string
  change: 'new' | 'changed' | 'same'
  rights: Right[]
  tier: TierChoice | null
}
export type Preview = {
  previewId: string
  name: string
  fileCount: number
  sizeBytes: number
  canInstall: boolean
  reason: string | null
  manifests: PreviewedManifest[]
  problems: Problem[]
}
export type Installed = { installed: { kind: ManifestKind; name: string }[]; folder: string }
export type Removed = { removed: boolean; keptAs: string | null }

export type Installer = {
  preview(input: PreviewInput): Promise<Preview>
  install(previewId: string): Promise<Installed>
  remove(kind: ManifestKind, name: string, notFound: () => Fault): Promise<Removed>
  close(): Promise<void>
}

/** Previews kept for a later `install`, and for how long; others are thrown away with their copies. */
const maxPreviews = 20
const previewLifeMs = 60 * 60_000

/** Brings folders into the personal root and takes them out again, always through a copy and one rename, so that nothing is ever half there. */
export function createInstaller(options: {
  roots: readonly Root[]
  trashFolder: string
  catalogue: Catalogue
  clock: Clock
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  onChange: () => void
  tierOf: TierOf | undefined
}): Installer {
  const { roots, catalogue, clock } = options
  const personal = roots.find((one) => one.root === 'personal')
  // A dot folder of the root itself: never read as manifests, and on the same file system, so that the last step is a rename.
  const stagingFolder = personal && join(personal.path, `.staging-${process.pid}`)
  const isSwept = personal ? sweepStaging(personal.path) : Promise.resolve()
  const previews = new Map<string, { folder: string; staged: Staged; since: number }>()

  const needPersonal = (): { personal: Root; stagingFolder: string } => {
    if (personal && stagingFolder) return { personal, stagingFolder }
    throw new Fault('NOT_SUPPORTED', { detail: 'There is no personal manifest folder to install into.' })
  }

  /** Where a dropped folder goes: over the one of that name when they share a manifest, else beside it. */
  const destinationOf = async (name: string, diskFolder: string): Promise<{ destination: string; checked: CheckedFolder }> => {
    const { personal: root } = needPersonal()
    for (let number = 1; ; number++) {
      const destination = join(root.path, number === 1 ? name : `${name}-${number}`)
      const rootPaths = roots.map((one) => one.path)
      const known = catalogue.resolution.inForce
      const checked = await checkFolder({ diskFolder, folder: destination, root, rootPaths, known, now: isoNow(clock) })
      if (!isThere(destination)) return { destination, checked }
      const there = [...catalogue.entries.values()].filter((entry) => isInside(destination, entry.place.file)).map(declaredKey)
      if (checked.entries.some((entry) => there.includes(declaredKey(entry)))) return { destination, checked }
    }
  }

  const reasonAgainst = (checked: CheckedFolder, destination: string): string | null => {
    if (checked.entries.length === 0) return 'It holds no manifest (a tool.yml, agent.yml, relic.yml, workflow.yml or monument.yml).'
    for (const entry of checked.entries) {
      const key = declaredKey(entry)
      const owner = key === null ? undefined : catalogue.resolution.inForce.get(key)
      if (!owner || isInside(destination, owner.loaded.file)) continue
      if (owner.loaded.root === 'bundled') return `${key} ships with Cortex. Choose another name.`
      return `${key} is already declared in ${owner.loaded.file}. Remove that one first, or choose another name.`
    }
    const errors = checked.problems.filter((one) => one.severity === 'error').length
    return errors === 0 ? null : errors === 1 ? 'It has a problem that must be fixed first.' : `It has ${errors} problems that must be fixed first.`
  }

  const preview = async (input: PreviewInput): Promise<Preview> => {
    const { stagingFolder: staging, personal: root } = needPersonal()
    await isSwept
    const previewId = newId('pre')
    const folder = join(staging, previewId)
    const staged = await stage(
      input,
      folder,
      roots.map((one) => one.path),
    ).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true })
      throw error
    })
    const head = { previewId, name: staged.name, fileCount: staged.fileCount, sizeBytes: staged.sizeBytes }
    if (staged.reason !== null) return { ...head, canInstall: false, reason: staged.reason, manifests: [], problems: [] }
    await mkdir(folder, { recursive: true })
    previews.set(previewId, { folder, staged, since: clock.now() })
    await forgetOld()
    const { destination, checked } = await destinationOf(staged.name, folder)
    const reason = reasonAgainst(checked, destination)
    const manifests: PreviewedManifest[] = []
    for (const { place, latest } of checked.entries) {
      const { manifest } = latest.parsed
      if (!manifest) continue
      const there = catalogue.resolution.inForce.get(keyOf(manifest.kind, manifest.name))
      manifests.push({
        kind: manifest.kind,
        name: manifest.name,
        description: manifest.description ?? '',
        file: slashPath(destination, place.file),
        change: changeOf(there, latest.loaded?.digest),
        rights: rightsOf(manifest),
        tier: latest.loaded && (await tierChoiceOf(latest.loaded, options.tierOf)),
      })
    }
    const problems = sortedProblems(checked.problems).map((one) => ({
      ...one,
      file: isInside(root.path, one.file) ? slashPath(destination, one.file) : one.file,
    }))
    return { ...head, canInstall: reason === null, reason, manifests, problems }
  }

  const forgetOld = async () => {
    for (const [id, { folder, since }] of previews) {
      if (previews.size <= maxPreviews && clock.now() - since < previewLifeMs) return
      previews.delete(id)
      await rm(folder, { recursive: true, force: true })
    }
  }
  const expiry = setInterval(() => void forgetOld().catch(() => {}), previewLifeMs / 4)
  expiry.unref()

  const trashPath = (name: string): string => join(options.trashFolder, `${name}-${isoNow(clock).replaceAll(/[:.]/g, '-')}-${newId('pre').slice(-6)}`)

  return {
    preview,
    install: (previewId) =>
      options.exclusively(async () => {
        await forgetOld()
        const found = previews.get(previewId)
        if (!found) throw new Fault('NOT_FOUND', { what: 'preview', name: previewId })
        const { personal: root } = needPersonal()
        // What is in force may have changed since the preview.
        const { destination, checked } = await destinationOf(found.staged.name, found.folder)
        const reason = reasonAgainst(checked, destination)
        if (reason !== null) throw new Fault('INSTALL_CONFLICT', { detail: reason })
        const old = isThere(destination) ? trashPath(basename(destination)) : null
        if (old) await move(destination, old)
        // While it is moved nothing else may throw it away.
        previews.delete(previewId)
        try {
          await rename(found.folder, destination)
        } catch (error) {
          previews.set(previewId, found)
          if (old) await move(old, destination)
          throw error
        }
        await readAgain(catalogue, destination, root)
        options.onChange()
        const installed = checked.entries.flatMap(({ latest: { parsed } }) =>
          parsed.kind && parsed.name ? [{ kind: parsed.kind, name: parsed.name }] : [],
        )
        return { installed, folder: destination }
      }),
    remove: (kind, name, notFound) =>
      options.exclusively(async () => {
        const key = keyOf(kind, name)
        const entry = catalogue.resolution.inForce.get(key)?.entry ?? [...catalogue.entries.values()].find((one) => declaredKey(one) === key)
        if (!entry) throw notFound()
        const { root, folder, file } = entry.place
        if (root.root === 'bundled') throw new Fault('INSTALL_CONFLICT', { detail: `${key} ships with Cortex and cannot be removed.` })
        if (root.root === 'extra')
          throw new Fault('INSTALL_CONFLICT', { detail: `${key} was not installed here; it comes from ${root.path}. Remove it there.` })
        const isAlone = folder !== root.path && [...catalogue.entries.values()].every((one) => one === entry || !isInside(folder, one.place.file))
        const target = isAlone ? folder : file
        const keptAs = trashPath(basename(target))
        await move(target, keptAs)
        await removeEmptyFolders(dirname(target), root.path)
        await readAgain(catalogue, folder, root)
        options.onChange()
        return { removed: true, keptAs }
      }),
    async close() {
      clearInterval(expiry)
      await isSwept
      previews.clear()
      if (stagingFolder) await rm(stagingFolder, { recursive: true, force: true })
    },
  }
}

/** Takes what lies in `folder` now as meant, and settles. Digests are made at once, so that the watcher's echo of the same files is no news. */
async function readAgain(catalogue: Catalogue, folder: string, root: Root): Promise<void> {
  const scan = await scanFolder(folder, root.path, createPause())
  const seen = new Set(scan.candidates.map((file) => file.path))
  for (const path of [...catalogue.entries.keys()]) if (isInside(folder, path) && !seen.has(path)) catalogue.take(path, root, null, { isSure: true })
  for (const file of scan.candidates) catalogue.take(file.path, root, file, { isSure: true })
  catalogue.recheck(folder)
  catalogue.settle()
}

function declaredKey({ latest: { parsed } }: { latest: { parsed: { kind: ManifestKind | null; name: string | null } } }): string | null {
  return parsed.kind && parsed.name ? keyOf(parsed.kind, parsed.name) : null
}

function changeOf(there: InForce | undefined, digest: string | undefined): 'new' | 'changed' | 'same' {
  if (!there) return 'new'
  return there.loaded.digest === digest ? 'same' : 'changed'
}

/** Also true for a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined
