import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pack, pack } from 'tar-stream'
import { type FileHashes, openPlain } from './file-hashes.ts'
import type { FolderEntry } from './folder.ts'
import { refuse } from './refusal.ts'

/** One thing in a build context. Owner, times and all rights but "may be executed" are dropped: they differ from computer to computer. */
export type ContextEntry =
  | { kind: 'file'; path: string; isExecutable: boolean; sizeBytes: number; sha256: string; source: { file: string } | { bytes: Buffer } }
  | { kind: 'folder'; path: string }
  | { kind: 'link'; path: string; target: string }

/** What a folder gives, with what is added to it. Sorted by path. */
export async function contextOf(entries: readonly FolderEntry[], added: Record<string, string>, hashOf: FileHashes): Promise<ContextEntry[]> {
  const found: ContextEntry[] = []
  for (const entry of entries) {
    if (entry.kind !== 'file') found.push(entry)
    else {
      const { path, file, stats, isExecutable } = entry
      found.push({ kind: 'file', path, isExecutable, sizeBytes: Number(stats.size), sha256: await hashOf(file, stats), source: { file } })
    }
  }
  for (const [path, text] of Object.entries(added)) found.push(fileOf(path, text))
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** A file that is not on the disk. */
export function fileOf(path: string, text: string): ContextEntry {
  const bytes = Buffer.from(text)
  return {
    kind: 'file',
    path,
    isExecutable: false,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    source: { bytes },
  }
}

/** Zip archives, which tools write too, know no time before 1980. */
const sameTime = new Date(Date.UTC(2000, 0, 1))

/**
 * The context as a tar stream: equal content is equal bytes. Every file is checked against the digest that names the image; one that
 * changed meanwhile ends the stream with BUILD_FAILED. Reads one file after the other; destroy it to stop.
 */
export function tarOf(name: string, entries: readonly ContextEntry[]): Readable {
  const stream = pack()
  write(name, stream, entries).catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))))
  return stream
}

async function write(name: string, stream: Pack, entries: readonly ContextEntry[]): Promise<void> {
  const common = { mtime: sameTime, uid: 0, gid: 0, uname: '', gname: '' }
  for (const entry of entries) {
    if (stream.destroyed) return
    if (entry.kind === 'folder') stream.entry({ ...common, name: `${entry.path}/`, type: 'directory', mode: 0o755 })
    else if (entry.kind === 'link') stream.entry({ ...common, name: entry.path, type: 'symlink', linkname: entry.target, mode: 0o777 })
    else {
      const header = { ...common, name: entry.path, size: entry.sizeBytes, mode: entry.isExecutable ? 0o755 : 0o644 }
      const { source } = entry
      if ('bytes' in source) stream.entry(header, source.bytes)
      else {
        const changed = () => refuse(name, `${entry.path} changed while the image was being built. Build it again.`)
        const file = await openPlain(source.file)
        try {
          if ((await file.stat()).size !== entry.sizeBytes) changed()
          const hash = createHash('sha256')
          const read = file.createReadStream({ autoClose: false })
          read.on('data', (chunk) => hash.update(chunk))
          await pipeline(read, stream.entry(header))
          if (hash.digest('hex') !== entry.sha256) changed()
        } finally {
          await file.close()
        }
      }
    }
  }
  stream.finalize()
}
