import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import { Fault } from '../../contract/faults.ts'
import type { ManifestKind } from '../../contract/manifests/index.ts'
import type { Problem, registryContract } from '../../contract/registry.ts'
import type { Catalogue } from '../catalogue.ts'
import { keyOf } from '../in-force.ts'
import { declaredKey, declaring } from '../install/destination.ts'
import type { Installer } from '../install/installer.ts'
import { ownFiles } from '../install/own-files.ts'
import { type Entry, isPartOf } from '../load/entry.ts'
import { type Root, slashPath } from '../load/place.ts'
import { stampOf } from '../load/scan.ts'
import { isCandidateName } from '../load/skipped.ts'
import { sortedProblems } from '../summaries.ts'
import { type CheckedText, checkLooseText, checkText } from './check-text.ts'
import { withSchemaHint } from './schema-hint.ts'
import { mustBeReal, pathInside, readTextFile, writeTextFile } from './text-files.ts'

type Output<K extends keyof typeof registryContract> = z.infer<NonNullable<(typeof registryContract)[K]['~orpc']['outputSchema']>>
export type FileAddress = { kind?: ManifestKind | undefined; name?: string | undefined; file?: string | undefined; path?: string | undefined }

export type Editing = {
  read(address: FileAddress): Output<'file'>
  write(address: FileAddress & { text: string; digest: string | null }): Promise<Output<'writeFile'>>
  check(given: FileAddress & { text: string; fileName?: string | undefined }): CheckedText
  /** Copies a bundled manifest into the personal root, where the copy takes its place. The folder that it is in then. */
  customise(kind: ManifestKind, name: string): Promise<string>
}

/** Reads and saves the text files of manifests, inside their folders only. */
export function createEditing(options: {
  roots: readonly Root[]
  catalogue: Catalogue
  installer: Installer
  notFound: (kind: ManifestKind, name: string) => Fault
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  onChange: () => void
  now: () => string
}): Editing {
  const { catalogue, roots, notFound } = options

  const entryAt = ({ kind, name, file }: FileAddress): Entry => {
    if (file !== undefined) {
      const entry = catalogue.entries.get(file)
      if (!entry) throw new Fault('NOT_FOUND', { what: 'manifest file', name: file })
      return entry
    }
    if (!kind || name === undefined) throw new Fault('BAD_INPUT', { detail: 'Say which manifest: kind and name, or its file.' })
    const entry = catalogue.resolution.inForce.get(keyOf(kind, name))?.entry ?? declaring(catalogue, keyOf(kind, name))
    if (!entry) throw notFound(kind, name)
    return entry
  }
  /** The file that is meant, and the manifest it belongs to. */
  const locate = (address: FileAddress): { entry: Entry; file: string } => {
    const entry = entryAt(address)
    const { place, latest } = entry
    mustBeReal(place.folder)
    if (address.path === undefined) return { entry, file: place.file }
    const file = pathInside(place.folder, address.path)
    if (file !== place.file && !isPartOf(place, latest.parsed.manifest, file))
      throw new Fault('BAD_INPUT', { detail: `${address.path} does not belong to this manifest.` })
    return { entry, file }
  }
  const problemsOf = (...files: string[]): Problem[] =>
    sortedProblems(new Set(files.flatMap((file) => catalogue.resolution.problems.get(file) ?? [])))
  const isBundled = (entry: Entry) => entry.place.root.root === 'bundled'
  const isReadOnly = (entry: Entry) => `${declaredKey(entry) ?? 'This manifest'} ships with Cortex. Customise it to get a copy that can be changed.`

  return {
    read(address) {
      const { entry, file } = locate(address)
      const { place } = entry
      const found = readTextFile(file)
      if (!found) throw new Fault('NOT_FOUND', { what: 'file', name: file })
      const files = [...ownFiles(entry, catalogue)].map(([name, at]) => ({ path: name, sizeBytes: stampOf(at)?.size ?? 0 }))
      const reason = isBundled(entry) ? isReadOnly(entry) : null
      return {
        file,
        path: slashPath(place.folder, file),
        ...found,
        isWritable: reason === null,
        reason,
        canCustomise: isBundled(entry) && roots.some((one) => one.root === 'personal'),
        files,
        problems: problemsOf(place.file, file),
      }
    },
    write: ({ text, digest, ...address }) =>
      options.exclusively(async () => {
        const { entry, file } = locate(address)
        if (isBundled(entry)) throw new Fault('INSTALL_CONFLICT', { detail: isReadOnly(entry) })
        const { place } = entry
        const written = await writeTextFile(file, text, digest)
        // Now, not when the watcher sees it: what was saved in the app is meant, also when it is broken.
        if (isCandidateName(basename(file))) catalogue.take(file, place.root, stampOf(file), { isSure: true })
        catalogue.refresh(file, { isSure: true, isNews: true })
        if (catalogue.settle()) options.onChange()
        return { file, path: slashPath(place.folder, file), digest: written, problems: problemsOf(place.file, file) }
      }),
    check({ text, fileName, ...address }) {
      if (address.file === undefined && address.name === undefined) return checkLooseText(basename(fileName ?? 'manifest.yml'), text)
      const { entry, file } = locate(address)
      const rootPaths = roots.map((one) => one.path)
      return checkText({ ...entry.place, file }, text, catalogue, rootPaths, options.now())
    },
    async customise(kind, name) {
      const entry = entryAt({ kind, name })
      const { place } = entry
      if (!isBundled(entry)) throw new Fault('INSTALL_CONFLICT', { detail: `${keyOf(kind, name)} can be changed where it is: ${place.file}` })
      const files = [...ownFiles(entry, catalogue)].map(([path, at]) => ({
        path,
        bytes: at === place.file ? Buffer.from(withSchemaHint(readFileSync(at, 'utf8'), kind, path)) : readFileSync(at),
      }))
      return (await options.installer.adopt(name, files, { replaceBundled: true })).folder
    },
  }
}
