import { mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const record = z.object({
  id: z.string().regex(/^[0-9a-f-]{36}$/),
  kind: z.enum(['file', 'ollama']),
  name: z.string(),
  modelId: z.string(),
  url: z.string().nullable(),
  /** As it should be when it is whole; null when nobody told. */
  sha256: z.string().nullable(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  totalBytes: z.number().nullable(),
  /** So many are on the disk for certain; what a power cut may have torn lies behind them. */
  safeBytes: z.number(),
  /** null: it goes on by itself. */
  waitsBecause: z.string().nullable(),
  isFailed: z.boolean(),
  startedOver: z.string().nullable(),
  createdAt: z.string(),
})
/** What is kept of a download beside its partial file, so that it goes on after a restart. */
export type DownloadRecord = z.infer<typeof record>

/** Partial files and their records, in a folder on the same disk as the models. */
export function createPartialFiles(folder: string) {
  const recordPath = (id: string) => join(folder, `${id}.json`)
  const partPath = (id: string) => join(folder, `${id}.part`)
  return {
    partPath,
    async save(kept: DownloadRecord): Promise<void> {
      await mkdir(folder, { recursive: true })
      await writeFile(`${recordPath(kept.id)}.draft`, JSON.stringify(kept))
      await rename(`${recordPath(kept.id)}.draft`, recordPath(kept.id))
    },
    /** All that were not over, each partial file cut back to what is safe. A damaged record goes, with its file. */
    async load(): Promise<DownloadRecord[]> {
      const names = await readdir(folder).catch((): string[] => [])
      const found: DownloadRecord[] = []
      for (const name of names) {
        const id = name.slice(0, 36)
        if (!name.endsWith('.json')) {
          if (!names.includes(`${id}.json`)) await rm(join(folder, name), { force: true })
          continue
        }
        const read = await readFile(join(folder, name), 'utf8')
          .then((text) => record.parse(JSON.parse(text)))
          .catch(() => null)
        if (read && read.id === id) found.push({ ...read, safeBytes: await cutBack(partPath(id), read.safeBytes) })
        else await Promise.all([recordPath(id), partPath(id)].map((path) => rm(path, { force: true })))
      }
      return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    },
    async remove(id: string): Promise<void> {
      await Promise.all([recordPath(id), partPath(id)].map((path) => rm(path, { force: true })))
    },
    /** Opens for appending at `at`, with nothing behind it. */
    async openPart(id: string, at: number) {
      await mkdir(folder, { recursive: true })
      const file = await open(partPath(id), at === 0 ? 'w' : 'r+')
      await file.truncate(at)
      return file
    },
  }
}
export type PartialFiles = ReturnType<typeof createPartialFiles>

async function cutBack(path: string, safeBytes: number): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > safeBytes) await truncate(path, safeBytes)
  return Math.min(size, safeBytes)
}
