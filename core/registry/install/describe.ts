import type { z } from 'zod'
import type { FileChange, registryContract } from '../../contract/registry.ts'
import type { Catalogue } from '../catalogue.ts'
import { keyOf } from '../in-force.ts'
import { isInside, slashPath } from '../load/place.ts'
import { rightsOf } from '../rights.ts'
import { sortedProblems, type TierOf, tierChoiceOf } from '../summaries.ts'
import { buildAskOf } from './builds.ts'
import { changesBetween, filesBelow } from './changes.ts'
import { type Destination, isThere, objectionTo } from './destination.ts'
import { ownFiles } from './own-files.ts'
import type { Staged } from './staging.ts'

export type Preview = z.infer<NonNullable<(typeof registryContract)['preview']['~orpc']['outputSchema']>>
type PreviewedManifest = Preview['manifests'][number]

/** All there is to say about a staged folder before a person agrees to it: what it holds, asks for, builds and replaces. Changes nothing. */
export async function describe(
  previewId: string,
  staged: Staged,
  folder: string,
  found: Destination,
  { catalogue, tierOf, rootPath }: { catalogue: Catalogue; tierOf: TierOf | undefined; rootPath: string },
): Promise<Preview> {
  const { destination, checked } = found
  const objection = objectionTo(found, catalogue)
  const manifests: PreviewedManifest[] = []
  for (const { place, latest } of checked.entries) {
    const { manifest } = latest.parsed
    if (!manifest) continue
    const there = catalogue.resolution.inForce.get(keyOf(manifest.kind, manifest.name))?.loaded
    const digest = latest.loaded?.digest ?? null
    manifests.push({
      kind: manifest.kind,
      name: manifest.name,
      description: manifest.description ?? '',
      file: slashPath(destination, place.file),
      change: !there ? 'new' : there.digest === digest ? 'same' : 'changed',
      rights: rightsOf(manifest),
      tier: latest.loaded && (await tierChoiceOf(latest.loaded, tierOf)),
      version: versionOf(manifest),
      digest,
      builds: buildAskOf(manifest, place),
      replaces: there ? { root: there.root, file: there.file, version: versionOf(there.manifest), digest: there.digest } : null,
    })
  }
  const problems = sortedProblems(checked.problems).map((one) => ({
    ...one,
    file: isInside(rootPath, one.file) ? slashPath(destination, one.file) : one.file,
  }))
  return {
    ...head(previewId, staged),
    canInstall: objection === null,
    reason: objection?.reason ?? null,
    canReplaceBundled: objection?.isBundled === true,
    destination,
    changes: await changesOf(folder, found, catalogue),
    manifests,
    problems,
  }
}

/** The preview of what was not even copied. */
export const describeRefused = (previewId: string, staged: Staged): Preview => ({
  ...head(previewId, staged),
  canInstall: false,
  canReplaceBundled: false,
  destination: null,
  changes: [],
  manifests: [],
  problems: [],
})

const head = (previewId: string, { name, fileCount, sizeBytes, reason, source }: Staged) => ({
  previewId,
  name,
  fileCount,
  sizeBytes,
  reason,
  source,
})

const versionOf = ({ version }: { version?: string | number | undefined }): string | null => (version === undefined ? null : String(version))

/** Against the folder that it replaces; where there is none, against the shipped manifests whose place it takes. */
async function changesOf(folder: string, { destination, checked }: Destination, catalogue: Catalogue): Promise<FileChange[]> {
  const after = filesBelow(folder)
  if (isThere(destination)) return changesBetween(filesBelow(destination), after)
  const before = new Map<string, string>()
  for (const { place, latest } of checked.entries) {
    const { kind, name } = latest.parsed
    const there = kind && name ? catalogue.resolution.inForce.get(keyOf(kind, name)) : undefined
    if (there?.loaded.root !== 'bundled') continue
    const above = slashPath(destination, place.folder)
    for (const [path, at] of ownFiles(there.entry, catalogue)) before.set(above === '' ? path : `${above}/${path}`, at)
  }
  return changesBetween(before, after)
}
