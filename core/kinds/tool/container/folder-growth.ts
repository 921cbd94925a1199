import { lstat, opendir, statfs } from 'node:fs/promises'
import { join } from 'node:path'

const lookEveryMs = 250

/**
 * Calls back when the folders together grew by more than `limitBytes`, or when that much is gone from a disk and little is left: a
 * file that is open and has no name any more is in no folder. The folders themselves are only looked at when so much is gone.
 * Returns what ends it. Containers have no quota for folders of the host.
 */
export async function watchGrowth(folders: string[], limitBytes: number, onTooMuch: () => void): Promise<() => void> {
  if (folders.length === 0) return () => {}
  const freeNow = async () => Promise.all(folders.map(async (folder) => statfs(folder).then(({ bavail, bsize }) => bavail * bsize)))
  const freeBefore = await freeNow()
  const sizeBefore = sizeOf(folders).catch(() => 0)
  let isEnded = false
  let isLooking = false
  const look = async () => {
    const free = await freeNow()
    const shrunk = free.filter((bytes, index) => (freeBefore[index] ?? 0) - bytes > limitBytes)
    if (shrunk.length === 0) return
    const isNearlyFull = shrunk.some((bytes) => bytes < limitBytes)
    if ((isNearlyFull || (await sizeOf(folders)) - (await sizeBefore) > limitBytes) && !isEnded) onTooMuch()
  }
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    // A folder that is gone is of no size.
    void look()
      .catch(() => {})
      .finally(() => {
        isLooking = false
      })
  }, lookEveryMs)
  timer.unref()
  return () => {
    isEnded = true
    clearInterval(timer)
  }
}

/** What they take on the disk; links are not followed. */
async function sizeOf(folders: string[]): Promise<number> {
  let total = 0
  for (const folder of folders) {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) total += await sizeOf([path])
      else
        total += await lstat(path).then(
          ({ blocks }) => blocks * 512,
          () => 0,
        )
    }
  }
  return total
}
