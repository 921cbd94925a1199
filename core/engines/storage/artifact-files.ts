import { createHash, randomUUID } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The folder of files named by their content: `<folder>/<first two digits>/<sha256>`. Rows elsewhere say what they are. */
export type ArtifactFiles = {
  /** Stores the bytes unless they are there. The file is safe from a sweep until `release` is called, once the row is committed. */
  write(bytes: Uint8Array): Promise<{ sha256: string; release: () => void }>
  read(sha256: string): Promise<Uint8Array>
  /** Deletes what `listKept` does not name and nobody is writing now; returns the bytes freed. */
  sweep(listKept: () => Promise<Set<string>>): Promise<number>
}

const fileName = /^[0-9a-f]{64}$/

export function createArtifactFiles(folder: string): ArtifactFiles {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256)
  /** How many writers need a file that no committed row may point to yet. */
  const needed = new Map<string, number>()
  /** What was needed at any moment of the sweeps that run now. */
  const spared = new Set<Set<string>>()

  return {
    async write(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      needed.set(sha256, (needed.get(sha256) ?? 0) + 1)
      for (const set of spared) set.add(sha256)
      const release = () => {
        const left = (needed.get(sha256) ?? 1) - 1
        if (left > 0) needed.set(sha256, left)
        else needed.delete(sha256)
      }
      try {
        await store(pathOf(sha256), bytes)
      } catch (error) {
        release()
        throw error
      }
      return { sha256, release }
    },
    read: (sha256) => readFile(pathOf(sha256)),
    async sweep(listKept) {
      const spare = new Set(needed.keys())
      spared.add(spare)
      try {
        const files = await listFiles(folder)
        const kept = await listKept()
        let freedBytes = 0
        for (const { name, path, sizeBytes } of files) {
          // Nothing may come between this look and the deletion, hence the synchronous call.
          if (kept.has(name) || spare.has(name)) continue
          try {
            unlinkSync(path)
            freedBytes += sizeBytes
          } catch {
            // Gone already, or open in another program: the next sweep tries again.
          }
        }
        return freedBytes
      } finally {
        spared.delete(spare)
      }
    },
  }
}

/** Under another name first and then renamed: whoever sees the file sees all of it, after a power cut too. */
async function store(path: string, bytes: Uint8Array): Promise<void> {
  const existing = await stat(path).catch(() => null)
  if (existing?.size === bytes.byteLength) return
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.${randomUUID()}.partial`
  try {
    const file = await open(partial, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** A partial file younger than this may still be being written by another process. */
const partialLifeMs = 3_600_000

async function listFiles(folder: string): Promise<{ name: string; path: string; sizeBytes: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files: { name: string; path: string; sizeBytes: number }[] = []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const found = entry.isFile() ? await stat(path).catch(() => null) : null
    if (!found) continue
    const isAbandoned = entry.name.endsWith('.partial') && Date.now() - found.mtimeMs > partialLifeMs
    if (fileName.test(entry.name) || isAbandoned) files.push({ name: entry.name, path, sizeBytes: found.size })
  }
  return files
}
