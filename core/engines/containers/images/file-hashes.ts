import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { constants, type FileHandle, open } from 'node:fs/promises'
import type { Clock } from '../../../kernel/clock.ts'

const maxKept = 50_000
/** A file that was changed this shortly before it was read may change again without its times telling. */
const restlessMs = 2_000

/** SHA-256 of files, in hex; read again only when size, times or place on the disk changed. */
export type FileHashes = (path: string, stats: BigIntStats) => Promise<string>

export function createFileHashes(options: { clock: Clock }): FileHashes {
  const kept = new Map<string, { mark: string; sha256: string }>()
  return async (path, stats) => {
    const mark = `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino}`
    const known = kept.get(path)
    if (known?.mark === mark) return known.sha256
    const hash = createHash('sha256')
    const file = await openPlain(path)
    try {
      for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer)
    } finally {
      await file.close()
    }
    const sha256 = hash.digest('hex')
    kept.delete(path)
    if (Number(stats.mtimeMs) < options.clock.now() - restlessMs) kept.set(path, { mark, sha256 })
    if (kept.size > maxKept) for (const oldest of [...kept.keys()].slice(0, maxKept / 2)) kept.delete(oldest)
    return sha256
  }
}

/** Opens a file for reading, and nothing else: no link (it may have become one since it was looked at), no pipe that never ends. */
export async function openPlain(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new Error(`${path} is no file any more`)
}
