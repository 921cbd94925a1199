import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sparkPath } from '../testing/spark.ts'
import { readGgufHeader } from './gguf-header.ts'

describe('The GGUF header reader', () => {
  let folder: string
  let spark: Buffer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cortex-gguf-'))
    spark = await readFile(sparkPath)
  })
  afterAll(() => rm(folder, { recursive: true }))
  const read = async (bytes: Buffer) => {
    const path = join(folder, 'model.gguf')
    await writeFile(path, bytes)
    return readGgufHeader(path)
  }

  it('reads what the model is made for', async () => {
    expect(await readGgufHeader(sparkPath)).toMatchObject({
      name: 'Spark',
      trainContextTokens: 2048,
      kvBytesPerToken: 2560,
      chatTemplate: expect.stringContaining('tool_call'),
    })
  })

  it('knows how long a whole file is', async () => {
    expect(await readGgufHeader(sparkPath)).toMatchObject({ completeBytes: spark.length })
    expect(await read(spark.subarray(0, spark.length - 100_000))).toMatchObject({ completeBytes: spark.length })
  })

  it('takes anything that is cut off within its header for no GGUF', async () => {
    for (const length of [0, 3, 4, 23, 24, 100, 1000, 5000]) expect(await read(spark.subarray(0, length))).toBeNull()
  })

  it('survives damaged headers', async () => {
    const start = spark.subarray(0, 8_000)
    await fc.assert(
      fc.asyncProperty(fc.nat(start.length - 9), fc.uint8Array({ minLength: 1, maxLength: 8 }), async (at, noise) => {
        const damaged = Buffer.from(start)
        damaged.set(noise, at)
        const header = await read(damaged)
        expect(header === null || typeof header === 'object').toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
