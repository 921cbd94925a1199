import { lstatSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const stagingPrefix = '.staging-'

/** A dot folder of the root itself: never read as manifests, and on the same file system, so that the last step is a rename. */
export const stagingFolderOf = (root: string): string => join(root, `${stagingPrefix}${process.pid}`)

/** Removes what a process that ended left behind: its id is free (or ours again), or nothing was put there for a day. */
export async function sweepStaging(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    const pid = name.startsWith(stagingPrefix) ? Number(name.slice(stagingPrefix.length)) : Number.NaN
    if (!Number.isSafeInteger(pid) || pid <= 0) continue
    const stat = lstatSync(join(root, name), { throwIfNoEntry: false })
    if (!stat?.isDirectory()) continue
    const isOld = Date.now() - stat.mtimeMs > 86_400_000
    if (pid === process.pid || isOld || !isRunning(pid)) await rm(join(root, name), { recursive: true, force: true }).catch(() => {})
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
