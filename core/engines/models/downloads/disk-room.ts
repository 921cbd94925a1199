import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Left alone on every disk: a full one breaks more than a download. */
const reservedBytes = 512 * 1024 * 1024

/** Free bytes for this user on the disk of a folder, which need not be there yet; null when it cannot be told. */
export async function freeBytesOf(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder ? freeBytesOf(parent) : null
  }
}

/** Why `bytes` more have no room when `promisedBytes` are still to come for others; null when they have, or when it cannot be told. */
export function whyNoRoom(bytes: number, freeBytes: number | null, promisedBytes: number, folder: string): string | null {
  if (freeBytes === null) return null
  const missing = bytes + promisedBytes + reservedBytes - freeBytes
  if (missing <= 0) return null
  const others = promisedBytes > 0 ? `, and other downloads still need ${inShort(promisedBytes)}` : ''
  return `It needs ${inShort(bytes)} and ${inShort(freeBytes)} is free on the disk of ${folder}${others}. Make ${inShort(missing)} free, then resume.`
}

const inShort = (bytes: number) => (bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`)
