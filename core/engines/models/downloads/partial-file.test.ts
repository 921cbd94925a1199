import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPartialFiles, type DownloadRecord } from './partial-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cortex-parts-'))
})
afterEach(() => rm(folder, { recursive: true }))
const id = (last: number) => `00000000-0000-4000-8000-00000000000${last}`
const record = (last: number, safeBytes: number): DownloadRecord => ({
  ...{ id: id(last), kind: 'file', name: 'm', modelId: 'llama/m', url: 'https://example.com/m.gguf', sha256: null, etag: null, lastModified: null },
  ...{ totalBytes: 100, safeBytes, waitsBecause: null, isFailed: false, startedOver: null, createdAt: `2026-01-0${last}T00:00:00.000Z` },
})

it('goes on with what is safe, oldest first, and never with more than is there', async () => {
  const files = createPartialFiles(folder)
  for (const [last, bytes] of [
    [2, 10],
    [1, 50],
  ] as const) {
    await files.save(record(last, 30))
    await writeFile(files.partPath(id(last)), Buffer.alloc(bytes))
  }
  expect((await createPartialFiles(folder).load()).map(({ id, safeBytes }) => [id, safeBytes])).toEqual([
    [id(1), 30],
    [id(2), 10],
  ])
})

it('clears away damaged records and files without one', async () => {
  await writeFile(join(folder, `${id(1)}.json`), '{"id": "half')
  await writeFile(join(folder, `${id(1)}.part`), 'GGUF')
  await writeFile(join(folder, `${id(2)}.part`), 'GGUF')
  await writeFile(join(folder, `${id(3)}.json.draft`), '{')
  expect(await createPartialFiles(folder).load()).toEqual([])
  expect(await readdir(folder)).toEqual([])
})
