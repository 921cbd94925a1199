import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Fault } from '../../../contract/faults.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import type { ContainerEngine, Image, Images } from '../port.ts'
import { type Uses, usesInFile } from './image-uses.ts'
import { createToolImages, type ToolSource } from './tool-images.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-tool-images-'))
  writeFileSync(join(folder, 'main.sh'), 'cat\n')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const source = (): ToolSource => ({
  manifest: { kind: 'Tool', name: 'sample', implementation: { type: 'bash', script: './main.sh' } },
  file: join(folder, 'tool.yml'),
  folder,
  digest: 'd',
})
const asked = { signal: new AbortController().signal, onLog: () => {} }
const imageOf = (id: string, tag: string) => ({ id, tags: [tag], labels: {}, sizeBytes: 1, createdAt: '2026-01-01T00:00:00Z' }) as unknown as Image

/** Only what is asked of an engine before and after a build: which images are there. */
function images(given: { there?: Record<string, string>; build?: Images['build']; inspect?: Images['inspect'] }) {
  const there = new Map(Object.entries(given.there ?? {}))
  const seen = { pulled: [] as string[], inspected: [] as string[], nowMs: 0 }
  const engine = {
    images: {
      async inspect(ref: string) {
        seen.inspected.push(ref)
        if (given.inspect) return given.inspect(ref)
        const id = there.get(ref) ?? [...there.values()].find((one) => one === ref)
        return id === undefined ? null : imageOf(id, ref)
      },
      async pull(ref: string) {
        seen.pulled.push(ref)
        there.set(ref, `sha256:pulled ${ref}`)
      },
      build:
        given.build ??
        (async ({ context, tag }) => {
          await buffer(context)
          there.set(tag, `sha256:${tag}`)
          return { status: 'built', imageId: `sha256:${tag}`, isFromCache: false }
        }),
      list: async () => [],
    },
    containers: { list: async () => [] },
  } as unknown as ContainerEngine
  let kept: Uses | null = null
  const make = () =>
    createToolImages({
      engine,
      settings: () => ({}),
      owner: 'me',
      clock: { now: () => seen.nowMs },
      logger: silentLogger,
      uses: {
        read: async () => kept,
        async write(uses) {
          kept = structuredClone(uses)
        },
      },
    })
  return { make, there, seen }
}

test('"is it built" is one question to the engine once the base is known', async () => {
  const { make, seen } = images({ there: { 'debian:12-slim': 'sha256:base' } })
  const all = make()
  const { tag } = await all.build(source(), asked)
  seen.inspected = []
  expect(await all.find(source())).toMatchObject({ tag })
  expect(seen.inspected).toEqual([tag])
})

test('a base that is not there is pulled; another base of the same name makes another image; a base that was removed since does not', async () => {
  const { make, there, seen } = images({})
  const all = make()
  const { tag } = await all.build(source(), asked)
  expect(seen.pulled).toEqual(['debian:12-slim'])
  there.set('debian:12-slim', 'sha256:newer')
  seen.nowMs += 61_000
  const newer = await all.plan(source())
  expect(newer.tag).not.toBe(tag)
  await all.build(source(), asked)
  await all.close()

  there.delete('debian:12-slim')
  const later = make()
  expect(await later.find(source())).toMatchObject({ tag: newer.tag })
  expect((await later.build(source(), asked)).isFromCache).toBe(true)
  expect(seen.pulled).toHaveLength(1)
})

test('a file that changes while the context is read is told, not the broken stream', async () => {
  const build: Images['build'] = async ({ context }) => {
    writeFileSync(join(folder, 'main.sh'), 'rm -rf .\n')
    await buffer(context).catch(() => {})
    return { status: 'failed', step: null, message: 'unexpected EOF' }
  }
  const { make } = images({ there: { 'debian:12-slim': 'sha256:base' }, build })
  await expect(make().build(source(), asked)).rejects.toThrow(/main\.sh changed while the image was being built/)
})

test('without an engine the plan is shown all the same, and looking for the image says that there is none', async () => {
  const inspect = () => Promise.reject(new Fault('ENGINE_UNAVAILABLE', { why: 'none.' }))
  const all = images({ inspect }).make()
  expect((await all.plan(source())).dockerfile).toContain('FROM debian:12-slim')
  await expect(all.find(source())).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
  await expect(all.build(source(), asked)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
})

test('a folder that is gone is told as such', async () => {
  const gone = source()
  rmSync(folder, { recursive: true })
  await expect(images({}).make().find(gone)).rejects.toThrow(/The image of sample could not be built\. Its folder could not be read/)
})

test('uses are kept in one small file; a damaged one is begun anew', async () => {
  const file = join(folder, 'deep', 'images.json')
  const all: Uses = { usedAtMs: { a: 1 }, current: { b: 'c' }, bases: {} }
  expect(await usesInFile(file).read()).toBeNull()
  await usesInFile(file).write(all)
  expect(await usesInFile(file).read()).toEqual(all)
  writeFileSync(file, '{"usedAtMs":')
  expect(await usesInFile(file).read()).toBeNull()
})
