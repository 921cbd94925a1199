import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Manifest } from '../../contract/manifests/index.ts'
import type { Problem } from '../../contract/registry.ts'
import { checkFiles } from '../check/files.ts'
import { namedPathsOf } from '../check/named-paths.ts'
import { problemAt, startOfFile } from '../finding.ts'
import { kindOfFileName, type ParsedManifest, parseManifest } from '../parse/manifest.ts'
import type { LoadedManifest } from '../port.ts'
import { digestOf, type Extent, filesOf, isInExtent, maxFolderBytes, maxFolderFiles, sha256 } from './digest.ts'
import { isInside, type Place, resolveInside, slashPath } from './place.ts'
import type { FolderTally, ScannedFile } from './scan.ts'

export const maxManifestBytes = 1_000_000

/** One version of a manifest file, as it was read. `loaded` is null when anything in it is wrong. */
export type Version = {
  parsed: ParsedManifest
  /** Everything wrong that can be seen without looking at other manifests. */
  problems: Problem[]
  loaded: LoadedManifest | null
  /** SHA-256 of the file's text. */
  hash: string
}

/** A manifest file that is known: what it says now, and the last version that was good. */
export type Entry = {
  place: Place
  /** Order of loading: the lower one keeps a name that two files claim. */
  order: number
  stamp: string
  latest: Version
  /** The version in force, or that was in force before the file broke. Null when there never was one. */
  accepted: Version | null
}

/** Reads one file. Null: it is not a manifest, or it is gone. */
export function readVersion(place: Place, file: ScannedFile, now: string, tally?: FolderTally): Version | null {
  const name = basename(place.file)
  const wrong = (code: 'file-too-large' | 'not-text' | 'cannot-read', message: string, suggestion: string): Version => ({
    parsed: {
      kind: kindOfFileName(name),
      name: null,
      manifest: null,
      problems: [],
      nameSpan: startOfFile,
      references: [],
      namedPaths: [],
      body: null,
    },
    problems: [problemAt(place.file, startOfFile, { code, message, suggestion })],
    loaded: null,
    hash: '',
  })
  if (file.size > maxManifestBytes) {
    if (!kindOfFileName(name) && !startsLikeOurs(file.path)) return null
    return wrong(
      'file-too-large',
      `This file has ${Math.ceil(file.size / 1e6)} MB; a manifest may have 1 MB.`,
      'Move data and long texts into files of their own.',
    )
  }
  let bytes: Buffer
  try {
    bytes = readFileSync(file.path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    return kindOfFileName(name) ? wrong('cannot-read', `This file cannot be read: ${(error as Error).message}.`, 'Check its permissions.') : null
  }
  if (bytes.includes(0) || !isUtf8(bytes)) {
    return kindOfFileName(name) ? wrong('not-text', 'This file is not UTF-8 text.', 'Save it as UTF-8.') : null
  }
  const parsed = parseManifest(place.file, name, bytes.toString('utf8'))
  return parsed && finish(place, parsed, sha256(bytes), now, tally)
}

/** A text that is not on disk (yet), as the file at `place` would be read. Null: it is no manifest. */
export function versionOfText(place: Place, text: string, now: string): Version | null {
  const parsed = parseManifest(place.file, basename(place.file), text)
  // The size of the folder is no matter of the text.
  return parsed && finish(place, parsed, sha256(text), now, { files: 0, bytes: 0 })
}

/** The same text with another look at the disk around it: scripts come and go, personas change. */
export function refreshVersion(place: Place, version: Version, now: string): Version {
  return version.hash === '' ? version : finish(place, version.parsed, version.hash, now)
}

/** A version that was good, over files that changed since: the same manifest, another digest. What it named and is gone stays as it was. */
export function reloadVersion(place: Place, version: Version, now: string): Version {
  const { manifest } = version.parsed
  if (!manifest || !version.loaded) return version
  const body = checkFiles(place, version.parsed).body ?? version.loaded.body
  return { ...version, loaded: load(place, manifest, version.hash, body, now) }
}

function finish(place: Place, parsed: ParsedManifest, hash: string, now: string, tally?: FolderTally): Version {
  if (!parsed.manifest) return { parsed, problems: parsed.problems, loaded: null, hash }
  const { problems: missing, body } = checkFiles(place, parsed)
  const problems = [...parsed.problems, ...missing]
  if (place.folder !== place.root.path && isTooLarge(place, parsed.manifest, tally)) {
    const message = `The folder holds more than ${maxFolderFiles} files or ${maxFolderBytes / 2 ** 20} MB, too much to tell one version from another.`
    problems.push(
      problemAt(place.file, startOfFile, { code: 'folder-too-large', message, suggestion: 'Move data elsewhere, or grant its folder as rw.' }),
    )
  }
  const isGood = problems.every((one) => one.severity !== 'error')
  return { parsed, problems, loaded: isGood ? load(place, parsed.manifest, hash, body, now) : null, hash }
}

/** A manifest in force. The digest is computed when somebody asks for it, once. */
function load(place: Place, manifest: Manifest, hash: string, body: string | null, loadedAt: string): LoadedManifest {
  const { file, folder, root } = place
  const loaded = { manifest, file, folder, root: root.root, body, loadedAt }
  Object.defineProperty(loaded, 'digest', digestProperty)
  digests.set(loaded, { place, hash, digest: null })
  return loaded as LoadedManifest
}

type DigestState = { place: Place; hash: string; digest: string | null }
const digests = new WeakMap<object, DigestState>()

/** One getter for all: with a closure each, V8 makes a hidden class each, and making the next one gets slower with every one there is. */
const digestProperty: PropertyDescriptor & ThisType<LoadedManifest> = {
  enumerable: true,
  get() {
    const state = digests.get(this) as DigestState
    state.digest ??= digestOf(state.place, state.hash, extentOf(state.place, this.manifest))
    return state.digest
  },
}

/** Whether anybody has asked for the digest yet. Until then nobody can tell whether a file beside the manifest changed. */
export const hasDigest = (loaded: LoadedManifest): boolean => digests.get(loaded)?.digest !== null

/** Which files belong to a manifest. A folder that holds its script is never taken for data, whatever it is granted as. */
function extentOf(place: Place, manifest: Manifest): Extent {
  const named = namedPathsOf(manifest).map((one) => ({ ...one, at: resolveInside(place.folder, one.text) }))
  const holdsCode = (folder: string) =>
    isInside(folder, place.file) || named.some((one) => one.mustBe !== null && one.at !== null && isInside(folder, one.at))
  const granted = manifest.kind === 'Tool' ? (manifest.permissions?.filesystem ?? []) : []
  const writable = granted
    .filter(({ mode, path }) => mode === 'rw' && path !== 'workspace')
    .flatMap(({ path }) => resolveInside(place.folder, path) ?? [])
    .filter((folder) => !holdsCode(folder))
  if (place.folder !== place.root.path) return { writable, onlyFolders: null }
  const below = named.flatMap((one) => (one.at === null || one.at === place.folder ? [] : slashPath(place.folder, one.at).split('/').slice(0, 1)))
  return { writable, onlyFolders: below.map((name) => join(place.folder, name)) }
}

/** Whether a change of `path` can make a new version of the manifest at `place`. */
export function isPartOf(place: Place, manifest: Manifest | null, path: string): boolean {
  if (!manifest) return isInside(place.folder, path) && place.folder !== place.root.path
  return isInExtent(place, extentOf(place, manifest), path)
}

function isTooLarge(place: Place, manifest: Manifest, tally: FolderTally | undefined): boolean {
  if (tally && tally.files <= maxFolderFiles && tally.bytes <= maxFolderBytes) return false
  try {
    return filesOf(place, extentOf(place, manifest)) === null
  } catch {
    return false
  }
}

function startsLikeOurs(path: string): boolean {
  const head = Buffer.alloc(4_096)
  try {
    const handle = openSync(path, 'r')
    try {
      return /^["']?kind["']?\s*:\s*["']?(Tool|Relic|Agent|Workflow|Monument)\b/m.test(head.toString('utf8', 0, readSync(handle, head)))
    } finally {
      closeSync(handle)
    }
  } catch {
    return false
  }
}
