import type { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import type { BuildOutcome, ContainerEngine, Labels } from '../port.ts'

/** A tar with one file, the Dockerfile. */
export function dockerfileContext(dockerfile: string): Readable {
  const tar = pack()
  tar.entry({ name: 'Dockerfile' }, dockerfile)
  tar.finalize()
  return tar as unknown as Readable
}

export type ImageTools = {
  engine: ContainerEngine
  image: string
  labels: Labels
  /** A new name each time. */
  name(): string
  build(dockerfile: string, tag: string, options?: { signal?: AbortSignal; onLog?: (line: string) => void }): Promise<BuildOutcome>
}

/** The part of the engines' suite that is about images. The tools are asked for in each test, when the engine is there. */
export function testImages(tools: () => ImageTools): void {
  describe('images', () => {
    it('are built with a log, from the cache the second time, labelled, retagged and removed', async () => {
      const { engine, image, labels, name, build } = tools()
      const tag = `cortex-suite/${name()}:1`
      const lines: string[] = []
      const dockerfile = `FROM ${image}\nRUN true\nCMD ["${tag}"]\n`
      const first = await build(dockerfile, tag, { onLog: (line) => lines.push(line) })
      expect(first).toMatchObject({ status: 'built', isFromCache: false })
      expect(lines.some((line) => /^Step 2\/\d+ : RUN true$/.test(line))).toBe(true)
      expect(await build(dockerfile, tag)).toEqual({ ...first, isFromCache: true })
      expect(await engine.images.inspect(tag)).toMatchObject({ tags: [tag], labels })
      expect((await engine.images.history(tag)).some(({ createdBy }) => createdBy.includes(tag))).toBe(true)
      await engine.images.tag(tag, `${tag}-again`)
      await engine.images.remove(tag)
      expect((await engine.images.list(labels)).map((image) => image.tags)).toContainEqual([`${tag}-again`])
      await engine.images.remove(`${tag}-again`)
      await engine.images.remove(`${tag}-again`)
      expect(await engine.images.inspect(tag)).toBeNull()
    })

    it('that fail to build tell the step and why', async () => {
      const { image, name, build } = tools()
      const outcome = await build(`FROM ${image}\nRUN true\nRUN exit 7\n`, `cortex-suite/${name()}:1`)
      expect(outcome).toMatchObject({ status: 'failed', step: 'RUN exit 7', message: expect.stringContaining('code: 7') })
      const without = await build('FROM cortex-suite/unreachable:1\n', `cortex-suite/${name()}:1`)
      expect(without).toMatchObject({ status: 'failed', step: 'FROM cortex-suite/unreachable:1' })
    })

    it('whose build is aborted are not there', async () => {
      const { engine, image, name, build } = tools()
      const tag = `cortex-suite/${name()}:1`
      const stop = new AbortController()
      const outcome = build(`FROM ${image}\nRUN sleep 300\n`, tag, {
        signal: stop.signal,
        onLog: (line) => line.includes('RUN sleep') && setTimeout(() => stop.abort(), 300),
      })
      expect(await outcome).toEqual({ status: 'cancelled' })
      expect(await engine.images.inspect(tag)).toBeNull()
    })

    it('that cannot be pulled are told by name', async () => {
      const { engine } = tools()
      const pulled = engine.images.pull('127.0.0.1:9/cortex/unreachable:1', { signal: AbortSignal.timeout(60_000), onProgress: () => undefined })
      await expect(pulled).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
        message: expect.stringContaining('cortex/unreachable:1 could not be pulled'),
      })
    })
  })
}
