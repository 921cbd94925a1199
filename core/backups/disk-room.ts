import { mkdir, statfs } from 'node:fs/promises'
import { Fault } from '../contract/faults.ts'

/** Left free in any case: the database grows, and a full disk stops everything. */
const spareBytes = 64 * 2 ** 20

const words = (bytes: number): string => (bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`)

/** Free bytes for this person where a folder is (which is made). */
export async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Throws DISK_FULL before anything is begun that would not fit. */
export async function requireRoom(folder: string, neededBytes: number, what: string, free = freeBytes): Promise<void> {
  const found = await free(folder)
  if (found >= neededBytes + spareBytes) return
  throw new Fault('DISK_FULL', {
    detail: `${what} needs up to ${words(neededBytes + spareBytes)}, and ${words(found)} are free at ${folder}. Make room, or choose another folder in the settings.`,
  })
}
