import { dirname } from 'node:path'
import type { Problem } from '../contract/registry.ts'
import { type InForce, keyOf, type Resolution } from './in-force.ts'
import { type Entry, readVersion } from './load/entry.ts'
import { createPause } from './load/pause.ts'
import { isInside, type Root } from './load/place.ts'
import { scanFolder } from './load/scan.ts'
import { resolveAll } from './resolve.ts'

/** The manifests of a folder that is not (or not yet) loaded, judged together with what is known already. */
export type CheckedFolder = {
  entries: Entry[]
  resolution: Resolution
  problems: Problem[]
  /** How many files the digests of all entries are made of: many manifests in one folder read each of its files once for each of them. */
  filesToPin: number
}

/**
 * Reads the folder at `diskFolder` as if it lay at `folder`, and resolves it together with `known`. What `known` has under `folder`, or by the same
 * kind and name, is taken as replaced. Changes nothing.
 */
export async function checkFolder(options: {
  diskFolder: string
  folder: string
  root: Root
  rootPaths: readonly string[]
  known: ReadonlyMap<string, InForce>
  now: string
  /** Judges only this file. */
  onlyFile?: string | undefined
}): Promise<CheckedFolder> {
  const { diskFolder, folder, root } = options
  const disk = (path: string) => (isInside(folder, path) ? diskFolder + path.slice(folder.length) : path)
  const logical = (path: string) => folder + path.slice(diskFolder.length)
  const pause = createPause()
  const scan = await scanFolder(diskFolder, diskFolder, pause)
  const entries: Entry[] = []
  let filesToPin = 0
  for (const file of scan.candidates) {
    const wait = pause()
    if (wait) await wait
    const path = logical(file.path)
    if (options.onlyFile !== undefined && path !== options.onlyFile) continue
    const place = { file: path, folder: dirname(path), root, disk }
    const tally = scan.tallies.get(dirname(file.path))
    const latest = readVersion(place, file, options.now, tally)
    if (!latest) continue
    filesToPin += tally?.files ?? 1
    entries.push({ place, order: Number.MAX_SAFE_INTEGER, stamp: file.stamp, latest, accepted: null })
  }
  const declared = new Set(entries.map(({ latest: { parsed } }) => (parsed.kind && parsed.name ? keyOf(parsed.kind, parsed.name) : '')))
  const others = new Map<string, InForce>()
  for (const [key, found] of options.known) {
    if (declared.has(key) || isInside(folder, found.loaded.file)) continue
    // A copy, because resolving writes down what it accepts.
    others.set(key, { ...found, entry: { ...found.entry } })
  }
  const all = [...[...others.values()].map((one) => one.entry), ...entries]
  const resolution = resolveAll(all, options.rootPaths, others)
  const own = options.onlyFile === undefined ? scan.problems.map((problem) => ({ ...problem, file: logical(problem.file) })) : []
  const problems = [...own, ...entries.flatMap((entry) => resolution.problems.get(entry.place.file) ?? [])]
  return { entries, resolution, problems, filesToPin }
}
