import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DownloadList, ModelDownload } from '../../../contract/downloads.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { type FileBehaviour, type FileServer, startFileServer } from '../testing/file-server.ts'
import { sparkPath } from '../testing/spark.ts'
import { createDownloads, type Downloads, type DownloadsOptions } from './downloads.ts'

describe('A download', () => {
  let folder: string
  let spark: Buffer
  let server: FileServer
  const opened: Downloads[] = []
  const arrived: string[] = []
  beforeAll(async () => {
    spark = await readFile(sparkPath)
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cortex-downloads-'))
    server = await startFileServer({ bytes: spark, etag: '"one"', hasRanges: true })
    arrived.length = 0
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((downloads) => downloads.close()))
    await server.close()
    await rm(folder, { recursive: true })
  })
  const parts = () => join(folder, '.cortex', 'downloads')
  async function open(more: Partial<DownloadsOptions> = {}) {
    const downloads = await createDownloads({
      modelsFolder: folder,
      partsFolder: parts(),
      clock: systemClock,
      logger: silentLogger,
      isTaken: async (name) => (await readdir(folder)).includes(`${name}.gguf`),
      async *pull() {},
      onArrived: (provider) => arrived.push(provider),
      onChange: () => {},
      isResuming: true,
      stallMs: 300,
      backoffMs: 20,
      ...more,
    })
    opened.push(downloads)
    return downloads
  }
  const behave = (change: Partial<FileBehaviour>) => {
    server.behaviour = { bytes: spark, etag: '"one"', hasRanges: true, ...change }
  }
  const wanted = (name = 'tiny', more: { sha256?: string; sizeBytes?: number } = {}) => ({
    kind: 'file' as const,
    url: `${server.url}/${name}.gguf`,
    name,
    ...more,
  })
  const one = async (downloads: Downloads, id: string) => (await downloads.list()).downloads.find((each) => each.id === id)
  async function until(downloads: Downloads, { id }: ModelDownload, ...states: ModelDownload['state'][]): Promise<ModelDownload> {
    return vi.waitFor(
      async () => {
        const found = await one(downloads, id)
        if (!found || !states.includes(found.state)) throw new Error(`It is ${found?.state}: ${found?.detail}`)
        return found
      },
      { timeout: 10_000, interval: 10 },
    )
  }
  /** Comparing megabytes is left to Buffer: the matcher goes byte by byte. */
  const has = async (name: string, bytes: Buffer) => bytes.equals(await readFile(join(folder, `${name}.gguf`)))
  const sparkSum = () => createHash('sha256').update(spark).digest('hex')

  it('arrives whole among the models, with its checksum compared and nothing left behind', async () => {
    const downloads = await open()
    const begun = await downloads.add(wanted('tiny', { sha256: sparkSum() }))
    const done = await until(downloads, begun, 'done')
    expect(done).toMatchObject({
      modelId: 'llama/tiny',
      receivedBytes: spark.length,
      totalBytes: spark.length,
      checksum: 'matched',
      canResume: false,
    })
    expect(await has('tiny', spark)).toBe(true)
    expect(await readdir(parts())).toEqual([])
    expect(arrived).toEqual(['llama'])
    expect(await downloads.cancel(begun.id)).toBe(true)
    expect((await downloads.list()).downloads).toEqual([])
  })

  it('says when it is here and nothing here can load its kind', async () => {
    const strange = Buffer.from(spark.toString('latin1').replace('qwen3', 'qwen9'), 'latin1')
    behave({ bytes: strange })
    const downloads = await open()
    expect((await until(downloads, await downloads.add(wanted()), 'done')).detail).toContain('of the kind “qwen9”')
  })

  it('is refused at once when a web page or a damaged header comes, and says what came', async () => {
    const page = Buffer.from(`<!DOCTYPE html><title>Log in</title>${' '.repeat(3_000_000)}`)
    behave({ bytes: page, bytesPerSecond: 100_000 })
    const downloads = await open()
    const refused = await until(downloads, await downloads.add(wanted()), 'failed')
    expect(refused.detail).toContain('is a web page, no model')
    expect(refused).toMatchObject({ receivedBytes: 0, canResume: true })
    behave({ bytes: Buffer.concat([Buffer.from('GGUF'), Buffer.from([3, 0, 0, 0]), Buffer.alloc(100, 255)]) })
    await downloads.resume(refused.id)
    expect((await until(downloads, refused, 'failed')).detail).toContain('header is damaged')
    expect(await readdir(folder)).toEqual(['.cortex'])
  })

  it('goes on where it was when the connection breaks', async () => {
    behave({ sendBytes: 3_000_000, afterwards: 'cut' })
    const downloads = await open()
    const done = await until(downloads, await downloads.add(wanted()), 'done')
    expect(done.startedOver).toBeNull()
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=3000000-', 'bytes=6000000-'])
    expect(server.asked[1]?.ifRange).toBe('"one"')
    expect(await has('tiny', spark)).toBe(true)
  })

  it('is paused and resumed, and keeps what has come', async () => {
    behave({ sendBytes: 2_000_000, afterwards: 'hang' })
    const downloads = await open({ stallMs: 60_000 })
    const begun = await downloads.add(wanted())
    await vi.waitFor(async () => expect((await one(downloads, begun.id))?.receivedBytes).toBe(2_000_000), 5_000)
    expect(await downloads.pause(begun.id)).toMatchObject({
      state: 'paused',
      receivedBytes: 2_000_000,
      bytesPerSecond: null,
      canResume: true,
      canPause: false,
    })
    behave({})
    await downloads.resume(begun.id)
    await until(downloads, begun, 'done')
    expect(server.asked.at(-1)?.range).toBe('bytes=2000000-')
    expect(await has('tiny', spark)).toBe(true)
  })

  it('goes on by itself after a restart of the workstation, and waits where it is told to', async () => {
    behave({ sendBytes: 2_000_000, afterwards: 'hang' })
    const before = await open({ stallMs: 60_000 })
    const running = await before.add(wanted('running'))
    const paused = await before.add(wanted('paused'))
    for (const { id } of [running, paused]) await vi.waitFor(async () => expect((await one(before, id))?.receivedBytes).toBe(2_000_000), 5_000)
    await before.pause(paused.id)
    await before.close()
    behave({})
    const command = await open({ isResuming: false })
    expect((await command.list()).downloads).toMatchObject([{ state: 'paused', receivedBytes: 2_000_000 }, { state: 'paused' }])
    await command.close()
    const after = await open()
    await until(after, running, 'done')
    expect(await one(after, paused.id)).toMatchObject({ state: 'paused', receivedBytes: 2_000_000, totalBytes: spark.length })
    expect(server.asked.at(-1)).toMatchObject({ path: '/running.gguf', range: 'bytes=2000000-' })
    expect(await has('running', spark)).toBe(true)
  })

  it('does not trust what a power cut may have torn', async () => {
    behave({ sendBytes: 2_000_000, afterwards: 'hang' })
    const before = await open({ stallMs: 60_000 })
    const begun = await before.add(wanted())
    await vi.waitFor(async () => expect((await one(before, begun.id))?.receivedBytes).toBe(2_000_000), 5_000)
    await before.close()
    const part = join(parts(), `${begun.id}.part`)
    await writeFile(part, Buffer.concat([await readFile(part), Buffer.alloc(500_000)]))
    behave({})
    await until(await open(), begun, 'done')
    expect(await has('tiny', spark)).toBe(true)
  })

  it('starts over and says so when the server has no ranges, and when its file changed', async () => {
    behave({ hasRanges: false, sendBytes: 2_000_000, afterwards: 'cut' })
    const downloads = await open()
    const begun = await downloads.add(wanted('ranges'))
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(1), 5_000)
    behave({ hasRanges: false })
    expect((await until(downloads, begun, 'done')).startedOver).toContain('cannot go on in the middle')
    const other = Buffer.from(spark)
    other[other.length - 1] = 7
    behave({ sendBytes: 2_000_000, afterwards: 'hang' })
    const changing = await downloads.add(wanted('changing'))
    await vi.waitFor(async () => expect((await one(downloads, changing.id))?.receivedBytes).toBe(2_000_000), 5_000)
    behave({ bytes: other, etag: '"two"' })
    expect((await until(downloads, changing, 'done')).startedOver).toContain('has changed')
    expect(await has('changing', other)).toBe(true)
  })

  it('connects again when nothing comes, shows that it is stalled, and goes on when something comes', async () => {
    behave({ sendBytes: 1_000_000, afterwards: 'hang' })
    const downloads = await open({ stallMs: 100 })
    const begun = await downloads.add(wanted())
    await vi.waitFor(async () => expect((await one(downloads, begun.id))?.receivedBytes).toBe(1_000_000), 5_000)
    behave({ instead: () => true })
    const stalled = await until(downloads, begun, 'stalled')
    expect(stalled).toMatchObject({
      detail: expect.stringMatching(/^Nothing came for \d+ s\. It is tried again in \d+ s\.$/),
      canPause: true,
      receivedBytes: 1_000_000,
    })
    behave({})
    await until(downloads, begun, 'done')
  })

  it('lets others go first while it is stalled, and keeps to two at once', async () => {
    behave({
      sendBytes: 1_000_000,
      afterwards: 'hang',
    })
    const downloads = await open({ stallMs: 60_000 })
    for (const name of ['a', 'b', 'c']) await downloads.add(wanted(name))
    const states = async () => (await downloads.list()).downloads.map(({ state }) => state)
    await vi.waitFor(async () => expect(await states()).toEqual(['downloading', 'downloading', 'queued']), 5_000)
    await downloads.pause((await downloads.list()).downloads[0]?.id ?? '')
    await vi.waitFor(async () => expect(await states()).toEqual(['paused', 'downloading', 'downloading']), 5_000)
    await downloads.close()
    const impatient = await open({ stallMs: 50 })
    for (const { id } of (await impatient.list()).downloads) await impatient.cancel(id)
    for (const name of ['dead-1', 'dead-2']) await impatient.add(wanted(name))
    behave({ instead: ({ url }) => url?.includes('dead') ?? false })
    await until(impatient, await impatient.add(wanted('alive')), 'done')
    expect((await impatient.list()).downloads.slice(0, 2).every(({ state }) => state === 'stalled' || state === 'connecting')).toBe(true)
  })

  it('deletes what has come when it is cancelled', async () => {
    behave({ sendBytes: 2_000_000, afterwards: 'hang' })
    const downloads = await open({ stallMs: 60_000 })
    const begun = await downloads.add(wanted())
    await vi.waitFor(async () => expect((await one(downloads, begun.id))?.receivedBytes).toBe(2_000_000), 5_000)
    expect(await downloads.cancel(begun.id)).toBe(true)
    expect(await readdir(parts())).toEqual([])
    expect(await downloads.cancel(begun.id)).toBe(false)
  })

  it('throws away what does not match its checksum, and fetches it anew when told to', async () => {
    const downloads = await open()
    const other = Buffer.from(spark)
    other[3_000_000] = 99
    behave({ bytes: other })
    const wrong = await until(downloads, await downloads.add(wanted('tiny', { sha256: sparkSum() })), 'failed')
    expect(wrong).toMatchObject({ detail: expect.stringContaining('does not match its checksum'), receivedBytes: 0 })
    behave({})
    await downloads.resume(wrong.id)
    expect(await until(downloads, wrong, 'done')).toMatchObject({ checksum: 'matched' })
    expect(server.asked.at(-1)?.range).toBeUndefined()
  })

  it('looks at the room on the disk before it fetches anything', async () => {
    const downloads = await open({ maxBytes: 1e18 })
    await expect(downloads.add(wanted('huge', { sizeBytes: 1e17 }))).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/^It needs .* GB and .* GB is free on the disk of .*\. Make .* GB free, then resume\.$/),
    })
    behave({
      instead(_request, response) {
        response.writeHead(200, { 'content-length': 9e15 }).write(spark.subarray(0, 1000))
        return true
      },
    })
    expect((await until(downloads, await downloads.add(wanted('unknown')), 'failed')).detail).toContain('is free on the disk of')
  })

  it('is limited in size, and does not take more than it was told of', async () => {
    const downloads = await open({ maxBytes: 1_000_000 })
    expect((await until(downloads, await downloads.add(wanted('large')), 'failed')).detail).toContain('are not downloaded')
    behave({ isChunked: true })
    expect((await until(downloads, await downloads.add(wanted('endless')), 'failed')).detail).toContain('sends more than it said')
  })

  it('takes a file of unknown length, and finds out when its end is missing', async () => {
    behave({ isChunked: true })
    const downloads = await open()
    expect(await until(downloads, await downloads.add(wanted('whole')), 'done')).toMatchObject({ receivedBytes: spark.length, totalBytes: null })
    behave({ isChunked: true, bytes: spark.subarray(0, 5_000_000) })
    expect((await until(downloads, await downloads.add(wanted('cut')), 'failed')).detail).toContain('ended the file before its end')
  })

  it('follows redirects only to where they are secure, and not in circles', async () => {
    const to = (location: string) => (_: unknown, response: ServerResponse) => {
      response.writeHead(302, { location }).end()
      return true
    }
    const downloads = await open()
    behave({ instead: to('http://example.invalid/model.gguf') })
    expect((await until(downloads, await downloads.add(wanted('insecure')), 'failed')).detail).toContain(
      'sends on to http://example.invalid, which is not secure',
    )
    behave({ instead: to('/again.gguf') })
    expect((await until(downloads, await downloads.add(wanted('circle')), 'failed')).detail).toContain('in circles')
    behave({ instead: (request, response) => request.url === '/moved.gguf' && to('/here.gguf')(request, response) })
    await until(downloads, await downloads.add(wanted('moved')), 'done')
  })

  it('says plainly what a server answers', async () => {
    const downloads = await open()
    const answering = async (name: string, status: number) => {
      behave({ instead: (_, response) => Boolean(response.writeHead(status).end('no')) })
      return (await until(downloads, await downloads.add(wanted(name)), 'failed', 'stalled')).detail
    }
    expect(await answering('gated', 401)).toContain('asks for a login')
    expect(await answering('gone', 404)).toContain('has no such file')
    expect(await answering('busy', 503)).toContain('has trouble of its own (status 503). It is tried again')
    expect(await answering('confused', 416)).toContain('another piece than was asked for. It is tried again')
    expect(server.asked.length).toBeLessThan(20)
  })

  it('never takes the place of a model that is there', async () => {
    await writeFile(join(folder, 'mine.gguf'), 'mine')
    const downloads = await open()
    await expect(downloads.add(wanted('mine'))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('already a model named mine'),
    })
    behave({ sendBytes: 1_000_000, afterwards: 'hang' })
    const begun = await downloads.add(wanted('late'))
    expect((await downloads.add(wanted('late'))).id).toBe(begun.id)
    await vi.waitFor(async () => expect((await one(downloads, begun.id))?.receivedBytes).toBe(1_000_000), 5_000)
    await writeFile(join(folder, 'late.gguf'), 'mine, too')
    behave({})
    expect((await until(downloads, begun, 'failed')).detail).toContain('There is a model named late by now')
    expect(await readFile(join(folder, 'late.gguf'), 'utf8')).toBe('mine, too')
  })

  it('is watched with its progress and speed, a few times a second', async () => {
    behave({ bytesPerSecond: 6_000_000 })
    const downloads = await open()
    const seen: DownloadList[] = []
    const abort = new AbortController()
    const watching = (async () => {
      for await (const list of downloads.watch(abort.signal)) {
        seen.push(list)
        if (list.downloads[0]?.state === 'done') abort.abort()
      }
    })()
    await downloads.add(wanted())
    await watching
    const coming = seen.flatMap(({ downloads: [first] }) => (first?.state === 'downloading' ? [first] : []))
    expect(coming.some(({ bytesPerSecond, remainingMs }) => (bytesPerSecond ?? 0) > 100_000 && (remainingMs ?? 0) > 0)).toBe(true)
    expect(coming.map(({ receivedBytes }) => receivedBytes)).toEqual(coming.map(({ receivedBytes }) => receivedBytes).toSorted((a, b) => a - b))
    expect(seen.length).toBeLessThan(20)
    expect(seen[0]?.freeBytes).toBeGreaterThan(0)
  })
})
