import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sparkPath } from '../testing/spark.ts'
import { inspectFile } from './inspect-file.ts'
import { modelName, partNames } from './parts.ts'

describe('A file that is to be added', () => {
  let folder: string
  let spark: Buffer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cortex-inspect-'))
    spark = await readFile(sparkPath)
  })
  afterAll(() => rm(folder, { recursive: true }))
  const refusal = async (name: string, content?: string | Uint8Array) => {
    if (content !== undefined) await writeFile(join(folder, name), content)
    return (await inspectFile(join(folder, name))).refusal
  }
  /** Spark's bytes with its kind of model overwritten by another of the same length. */
  const ofKind = (kind: string) => Buffer.from(spark.toString('latin1').replace('qwen3', kind), 'latin1')

  it('is taken when it is a whole model of a known kind', async () => {
    expect(await inspectFile(sparkPath)).toMatchObject({ refusal: null, sizeBytes: spark.length, header: { architecture: 'qwen3' } })
  })

  it('is refused with what it is instead and what to do', async () => {
    await mkdir(join(folder, 'a-folder.gguf'))
    expect(await refusal('missing.gguf')).toContain('There is no file')
    expect(await refusal('a-folder.gguf')).toContain('is a folder. Choose the .gguf file in it.')
    expect(await refusal('empty.gguf', '')).toContain('is empty')
    expect(await refusal('page.gguf', '<!DOCTYPE html><title>Log in</title>')).toContain('is a web page')
    expect(await refusal('lfs.gguf', 'version https://git-lfs.github.com/spec/v1\noid sha256:00')).toContain('pointer of Git LFS')
    expect(await refusal('model.safetensors', `${'\0'.repeat(8)}{"__metadata__":{}}`)).toContain('safetensors')
    expect(await refusal('model.bin', 'PK\u0003\u0004')).toContain('Look for the GGUF version')
    expect(await refusal('error.gguf', '{"error":"gone"}')).toContain('in JSON, no model')
    expect(await refusal('noise.gguf', 'anything')).toContain('is no GGUF file')
    expect(await refusal('old.gguf', Buffer.concat([Buffer.from('GGUF'), Buffer.from([1, 0, 0, 0]), spark.subarray(8, 200)]))).toContain('version 1')
    expect(await refusal('big-endian.gguf', Buffer.concat([Buffer.from('GGUF'), Buffer.from([0, 0, 0, 3])]))).toContain('byte order')
    expect(await refusal('cut.gguf', spark.subarray(0, 5_000))).toContain('header is damaged or cut off')
  })

  it('is refused when it is not complete, and says how much is there', async () => {
    await writeFile(join(folder, 'half.gguf'), spark)
    await truncate(join(folder, 'half.gguf'), 3_000_000)
    expect(await refusal('half.gguf')).toContain('is not complete: 3.0 MB of 7.0 MB')
  })

  it('is refused when nothing here can load its kind, or when it only goes with another', async () => {
    expect(await refusal('new.gguf', ofKind('qwen9'))).toContain('of the kind “qwen9”, which this version cannot load')
    const clip = Buffer.concat([Buffer.from('GGUF'), Buffer.from([3, 0, 0, 0]), u64(0), u64(1), text('general.architecture'), u32(8), text('clip')])
    expect(await refusal('mmproj.gguf', clip)).toContain('lets a model see pictures')
  })

  it('comes in parts: all of them, and the first is added', async () => {
    expect(partNames('m-00002-of-00003.gguf')).toEqual(['m-00001-of-00003.gguf', 'm-00002-of-00003.gguf', 'm-00003-of-00003.gguf'])
    expect(modelName('m-00001-of-00003.gguf')).toBe('m')
    expect(await refusal('m-00002-of-00002.gguf', spark)).toContain('part 2 of 2. Add the first part')
    expect(await refusal('n-00001-of-00002.gguf', spark)).toContain('n-00002-of-00002.gguf is missing')
    expect(await refusal('m-00001-of-00002.gguf', spark)).toBeNull()
  })
})

const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer)
const u64 = (value: number) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer)
const text = (value: string) => Buffer.concat([u64(value.length), Buffer.from(value)])
