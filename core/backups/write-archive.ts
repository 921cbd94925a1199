import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { Fault } from '../contract/faults.ts'
import { type ArchiveEntry, type ArchiveManifest, manifestName } from './archive-manifest.ts'
import type { FoundFile } from './parts.ts'

type Source = FoundFile & { /** Where it is read from. */ from: string }

/**
 * Writes the sources and, last, what `manifestOf` makes of them into a zip: under a passing name, safe on the disk, then renamed. A file
 * that went away meanwhile is left out; one that changed is taken as it is read. Nothing is left when the signal aborts.
 */
export async function writeArchive(options: {
  file: string
  sources: readonly Source[]
  manifestOf: (entries: ArchiveEntry[]) => ArchiveManifest
  onBytes: (count: number) => void
  signal: AbortSignal
}): Promise<void> {
  const { file } = options
  /** Ends the other half when one half fails: the disk may be full, or a file unreadable. */
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const partial = `${file}.partial`
  const zip = new ZipFile()
  const entries: ArchiveEntry[] = []
  try {
    const written = pipeline(zip.outputStream, createWriteStream(partial, { mode: 0o600, flags: 'wx' }), { signal })
    zip.on('error', (error: Error) => failed.abort(error))
    const halves = [written, addAll()].map((half) =>
      half.catch((error: unknown) => {
        failed.abort(error)
        throw error
      }),
    )
    const outcomes = await Promise.allSettled(halves)
    options.signal.throwIfAborted()
    if (failed.signal.aborted) throw failed.signal.reason
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    const handle = await open(partial, 'r+')
    await handle.sync()
    await handle.close()
    options.signal.throwIfAborted()
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }

  async function addAll(): Promise<void> {
    for (const source of options.sources) {
      signal.throwIfAborted()
      await addOne(source)
    }
    const manifest = options.manifestOf(entries)
    zip.addBuffer(Buffer.from(JSON.stringify(manifest)), manifestName)
    zip.end()
  }

  async function addOne({ path, from, isExecutable }: Source): Promise<void> {
    const handle = await open(from, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw unreadable(path, error)
    })
    if (!handle) return
    const hash = createHash('sha256')
    let sizeBytes = 0
    const measured = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk)
        sizeBytes += chunk.byteLength
        options.onBytes(chunk.byteLength)
        done(null, chunk)
      },
    })
    const read = createReadStream('', { fd: handle })
    const isRead = pipeline(read, measured, { signal })
    zip.addReadStream(measured, path, { mode: isExecutable ? 0o100_755 : 0o100_644 })
    await isRead.catch((error: NodeJS.ErrnoException) => {
      throw error.errno === undefined ? error : unreadable(path, error)
    })
    entries.push({ path, sizeBytes, sha256: hash.digest('hex'), ...(isExecutable ? { isExecutable } : {}) })
  }
}

/** Told apart from a folder of backups that cannot be written to: another folder would not help. */
const unreadable = (path: string, error: NodeJS.ErrnoException): Fault =>
  new Fault('BAD_INPUT', { detail: `${path} of your data cannot be read (${error.code}). Mend its rights, or move it away.` }, { cause: error })

/** Files of a data folder as sources. */
export const sourcesIn = (dataFolder: string, files: readonly FoundFile[]): Source[] =>
  files.map((file) => ({ ...file, from: join(dataFolder, file.path) }))
