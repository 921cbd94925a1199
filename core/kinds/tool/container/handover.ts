import { lchown, lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Gives a folder to the inner account, where the workstation itself runs as root: a tool never does. Folders and files of one name
 * only: a second name of a file may lie anywhere. Links are not followed.
 */
export async function handOver(folder: string, user: number): Promise<void> {
  const seen = await lstat(folder)
  if (seen.uid !== user) await lchown(folder, user, user)
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await handOver(path, user)
    else if (entry.isFile()) {
      const file = await lstat(path)
      if (file.nlink === 1 && file.uid !== user) await lchown(path, user, user)
    }
  }
}
