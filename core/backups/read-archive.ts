import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { BackupProblem } from '../contract/backups.ts'
import { type ArchiveEntry, type ArchiveManifest, archiveFormat, archiveManifest, manifestName } from './archive-manifest.ts'
import { partOf } from './parts.ts'

/** A manifest of more than this is none of ours; a million files have one of about 150 MB. */
const manifestLimitBytes = 256 * 2 ** 20

export type OpenArchive = {
  sizeBytes: number
  manifest: ArchiveManifest
  /**
   * Reads every entry and compares it with the manifest; with a folder, writes it there, too. Answers with the first that is damaged, null when
   * all are whole.
   */
  readAll(options: { into: string | null; onBytes: (count: number) => void; signal: AbortSignal }): Promise<BackupProblem | null>
  close(): void
}

const problem = (kind: BackupProblem['kind'], detail: string, where: string | null = null): { problem: BackupProblem } => ({
  problem: { kind, detail, where },
})

/** Opens a backup and reads its manifest; `knownSchema` tells a database of a newer version. Close it when done. */
export async function openArchive(file: string, knownSchema: readonly string[]): Promise<OpenArchive | { problem: BackupProblem }> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) return problem('missing', found ? 'It is not a file.' : 'There is no such file on this computer.')
  let zip: ZipFile
  try {
    zip = await openPromise(file, { lazyEntries: true, autoClose: false })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== undefined) return problem('missing', `It cannot be read (${code}).`)
    return problem('not-a-backup', `It is no backup of Cortex, or only the beginning of one (${message}).`)
  }
  const refuse = (refused: { problem: BackupProblem }) => {
    zip.close()
    return refused
  }
  try {
    const entries = new Map<string, Entry>()
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
    const own = entries.get(manifestName)
    if (!own) return refuse(problem('not-a-backup', `It is a zip, but not a backup of Cortex: it has no ${manifestName}.`))
    if (own.uncompressedSize > manifestLimitBytes) return refuse(problem('damaged', 'Its list of contents is too long to be one.', manifestName))
    const text = (await buffer(await zip.openReadStreamPromise(own))).toString()
    const read = readManifest(text, knownSchema)
    if ('problem' in read) return refuse(read)
    const strange = mismatch(read.manifest, entries)
    if (strange) return refuse(strange)
    return {
      sizeBytes: found.size,
      manifest: read.manifest,
      readAll: (options) => readAll(zip, entries, read.manifest.entries, options),
      close: () => zip.close(),
    }
  } catch (error) {
    return refuse(problem('damaged', `It is damaged (${(error as Error).message}). Take another backup, or copy the file again from where it came.`))
  }
}

function readManifest(text: string, knownSchema: readonly string[]): { manifest: ArchiveManifest } | { problem: BackupProblem } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return problem('damaged', 'Its list of contents is damaged.', manifestName)
  }
  const { format, version, app } = (value ?? {}) as { format?: unknown; version?: unknown; app?: unknown }
  if (app !== 'cortex') return problem('not-a-backup', `It is a zip, but not a backup of Cortex: its ${manifestName} is of something else.`)
  const by = typeof version === 'string' ? ` ${version}` : ''
  if (typeof format === 'number' && format > archiveFormat)
    return problem('too-new', `It was made by a newer Cortex${by}. Install that version or a later one to restore it.`)
  const { success, data } = archiveManifest.safeParse(value)
  if (!success) return problem('damaged', 'Its list of contents is damaged.', manifestName)
  const newer = data.schema.filter((name) => !knownSchema.includes(name))
  if (newer.length > 0)
    return problem(
      'too-new',
      `Its chats were written by a newer Cortex (${data.version}, schema ${newer.at(-1)}). Install that version or a later one to restore it.`,
    )
  return { manifest: data }
}

/** Whether the zip holds exactly what its manifest says, and only what belongs into a data folder. Paths that lead out were refused by yauzl. */
function mismatch(manifest: ArchiveManifest, entries: ReadonlyMap<string, Entry>): { problem: BackupProblem } | null {
  for (const { path, sizeBytes } of manifest.entries) {
    const entry = entries.get(path)
    if (!entry) return problem('damaged', `${path} is missing in it.`, path)
    if (partOf(path) === null) return problem('not-a-backup', `${path} in it belongs to no part of a backup. Nothing of it is used.`, path)
    if (entry.uncompressedSize !== sizeBytes) return problem('damaged', `${path} in it has another size than when it was backed up.`, path)
  }
  if (entries.size !== manifest.entries.length + 1)
    return problem('not-a-backup', 'It holds files that its list of contents does not name. Nothing of it is used.')
  return null
}

async function readAll(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  wanted: readonly ArchiveEntry[],
  { into, onBytes, signal }: Parameters<OpenArchive['readAll']>[0],
): Promise<BackupProblem | null> {
  for (const { path, sha256, isExecutable } of wanted) {
    signal.throwIfAborted()
    const hash = createHash('sha256')
    const measured = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk)
        onBytes(chunk.byteLength)
        done(null, chunk)
      },
    })
    const target = into === null ? nowhere() : await fileIn(into, path, isExecutable === true)
    try {
      await pipeline(await zip.openReadStreamPromise(entries.get(path) as Entry), measured, target, { signal })
    } catch (error) {
      // What the disk refuses has a code; what the zip is made of has none.
      if (signal.aborted || /^(E[A-Z]+|ERR_STREAM)/.test((error as NodeJS.ErrnoException).code ?? '')) throw error
      return { kind: 'damaged', detail: `${path} in it is damaged (${(error as Error).message}).`, where: path }
    }
    if (hash.digest('hex') !== sha256)
      return { kind: 'damaged', detail: `${path} in it is not what was backed up: its checksum differs.`, where: path }
  }
  return null
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/** Open for this person only until it is in its place; `flush` so that it is on the disk before anything depends on it. */
async function fileIn(folder: string, path: string, isExecutable: boolean): Promise<Writable> {
  const target = join(folder, ...path.split('/'))
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  return createWriteStream(target, { flags: 'wx', mode: isExecutable ? 0o700 : 0o600, flush: true })
}
