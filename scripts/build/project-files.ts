import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const skippedFolders = new Set(['node_modules', 'out', 'dist', 'coverage', '.git', '.cache', 'results', 'screenshots', 'fixtures'])

/** Paths of all files under `folders` for which `wants` says yes: relative to `root`, with forward slashes, sorted. A folder that is not there is empty. */
export function listFiles(root: string, folders: readonly string[], wants: (path: string) => boolean): string[] {
  const found: string[] = []
  const visit = (folder: string) => {
    let entries: Dirent[]
    try {
      entries = readdirSync(folder, { withFileTypes: true })
    } catch {
      return
    }
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) visit(path)
      } else {
        const name = relative(root, path).split(sep).join('/')
        if (wants(name)) found.push(name)
      }
    }
  }
  for (const folder of folders) visit(join(root, folder))
  return found.sort()
}

/** One digest over names and contents, so that a fresh checkout of the same sources counts as unchanged. */
export function digestFiles(root: string, files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = readFileSync(join(root, file))
    hash.update(`${file}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}
