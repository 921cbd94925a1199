import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DownloadList, ModelDownload } from '../../../contract/downloads.ts'
import { Fault } from '../../../contract/faults.ts'
import { type Clock, isoNow } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'
import type { PullProgress } from '../port.ts'
import { freeBytesOf, whyNoRoom } from './disk-room.ts'
import { finishFile } from './finish-file.ts'
import { pullThroughOllama } from './ollama-pull.ts'
import { createPartialFiles, type DownloadRecord } from './partial-file.ts'
import { createSpeedMeter } from './speed-meter.ts'
import { type TransferEnd, transfer } from './transfer.ts'

export type DownloadsOptions = {
  /** Where models end up; partial files are in a folder in it. Made when it is needed. */
  modelsFolder: string
  clock: Clock
  logger: Logger
  /** Whether there is a model of this name already. */
  isTaken(name: string): Promise<boolean>
  pull(model: string, signal: AbortSignal): AsyncIterable<PullProgress>
  /** A model arrived, by its provider. */
  onArrived(provider: 'llama' | 'ollama'): void
  /** A download began, stopped or ended; not told of progress. */
  onChange(): void
  /** Whether those of the last run go on by themselves; else they wait. */
  isResuming: boolean
  partsFolder: string
  mostAtOnce?: number
  maxBytes?: number
  stallMs?: number
  /** The first wait before another try; each doubles, up to a minute. */
  backoffMs?: number
}

type Wanted = { name: string; sha256?: string | null; sizeBytes?: number | null } & ({ kind: 'file'; url: string } | { kind: 'ollama' })

/** One download, with what of it does not outlive the process. */
type Entry = {
  kept: DownloadRecord
  state: ModelDownload['state']
  detail: string
  receivedBytes: number
  finishedAt: string | null
  checksum: ModelDownload['checksum']
  meter: ReturnType<typeof createSpeedMeter>
  stop: AbortController | null
  running: Promise<void>
}

/** A server is not waited for in sight of everybody: after this many tries without a byte the download shows as stalled. */
const triesBeforeStalled = 3
const longestBackoffMs = 60_000
const mostEntries = 100
const notifyEveryMs = 250

/** Downloads of models: two at a time, the others in a queue; each goes on after a pause, a lost connection and a restart. */
export async function createDownloads(options: DownloadsOptions) {
  const { modelsFolder, partsFolder, clock, logger, isTaken, onArrived, onChange } = options
  const { mostAtOnce = 2, maxBytes = 200e9, stallMs = 30_000, backoffMs = 1_000 } = options
  const files = createPartialFiles(partsFolder)
  const entries = new Map<string, Entry>()
  const watchers = new Set<() => void>()
  let isClosed = false

  for (const kept of await files.load()) {
    const waits = kept.waitsBecause ?? (options.isResuming ? null : 'It goes on when the workstation runs.')
    const entry = toEntry(kept)
    if (waits !== null) Object.assign(entry, { state: kept.isFailed ? 'failed' : 'paused', detail: waits })
    entries.set(kept.id, entry)
  }
  fill()

  function toEntry(kept: DownloadRecord): Entry {
    const base = { kept, receivedBytes: kept.safeBytes, finishedAt: null, stop: null, running: Promise.resolve() }
    const checksum = kept.sha256 === null ? 'unknown' : 'expected'
    return { ...base, checksum, state: 'queued', detail: 'It waits for its turn.', meter: createSpeedMeter(() => performance.now()) }
  }

  function changed(entry: Entry, change: Partial<Pick<Entry, 'state' | 'detail' | 'receivedBytes' | 'finishedAt' | 'checksum'>>) {
    const isOther = change.state !== undefined && change.state !== entry.state
    Object.assign(entry, change)
    if (isOther && entry.state !== 'downloading') entry.meter.reset()
    for (const wake of watchers) wake()
    if (isOther) onChange()
  }

  const save = (entry: Entry) =>
    files
      .save(entry.kept)
      .catch((error: unknown) => logger.warn('The state of a download could not be kept', { name: entry.kept.name, error: String(error) }))

  /** Starts those whose turn it is. One that is stalled holds up nobody. */
  function fill() {
    if (isClosed) return
    const isAtWork = ({ state }: Entry) => state === 'connecting' || state === 'downloading' || state === 'verifying'
    for (const entry of entries.values()) {
      if ([...entries.values()].filter(isAtWork).length >= mostAtOnce) return
      if (entry.state === 'queued' && entry.stop === null) start(entry)
    }
  }

  function start(entry: Entry) {
    const stop = new AbortController()
    entry.stop = stop
    changed(entry, { state: 'connecting', detail: 'It connects.' })
    entry.running = run(entry, stop.signal)
      .catch((error: unknown) => {
        if (stop.signal.aborted) return
        logger.error('A download broke', { name: entry.kept.name, error: String(error) })
        return fail(entry, `It broke off: ${(error as Error).message}`)
      })
      .finally(() => {
        entry.stop = null
        fill()
      })
  }

  async function run(entry: Entry, signal: AbortSignal): Promise<void> {
    let triesWithoutBytes = 0
    for (;;) {
      const before = entry.receivedBytes
      const end = await attempt(entry, signal)
      signal.throwIfAborted()
      if (end.type === 'failed') return fail(entry, end.why)
      if (end.type === 'complete') return finish(entry, signal)
      entry.receivedBytes = entry.kept.kind === 'file' ? entry.kept.safeBytes : entry.receivedBytes
      await save(entry)
      if (end.afterMs === 0) continue
      triesWithoutBytes = entry.receivedBytes > before ? 1 : triesWithoutBytes + 1
      const waitMs = end.afterMs ?? Math.min(backoffMs * 2 ** (triesWithoutBytes - 1), longestBackoffMs)
      const detail = `${end.why} It is tried again in ${Math.max(1, Math.round(waitMs / 1000))} s.`
      changed(entry, { state: triesWithoutBytes >= triesBeforeStalled ? 'stalled' : 'connecting', detail })
      fill()
      await sleep(waitMs, undefined, { signal })
    }
  }

  function attempt(entry: Entry, signal: AbortSignal): Promise<TransferEnd> {
    const { kept } = entry
    const progress = (receivedBytes: number) => {
      entry.meter.add(receivedBytes)
      const isNew = entry.state !== 'downloading'
      changed(entry, { receivedBytes, state: 'downloading', ...(isNew ? { detail: kept.startedOver ?? 'It comes in.' } : {}) })
    }
    if (kept.kind === 'ollama') {
      const onProgress = ({ receivedBytes, totalBytes, isChecking }: { receivedBytes: number; totalBytes: number | null; isChecking: boolean }) => {
        kept.totalBytes = totalBytes ?? kept.totalBytes
        if (totalBytes !== null && !isChecking) progress(receivedBytes)
        else if (totalBytes !== null) changed(entry, { state: 'verifying', detail: 'Ollama checks what has come.' })
      }
      return pullThroughOllama((inner) => options.pull(kept.name, inner), { stallMs, onProgress }, signal)
    }
    return transfer(
      {
        kept,
        maxBytes,
        stallMs,
        openPart: (at) => files.openPart(kept.id, at),
        onBytes: progress,
        save: () => files.save(kept),
        whyNoRoom: (bytes) => noRoomFor(bytes, kept.id),
      },
      signal,
    )
  }

  async function noRoomFor(bytes: number, id: string | null): Promise<string | null> {
    const others = [...entries.values()].filter(
      ({ kept, state }) => kept.id !== id && kept.kind === 'file' && !['failed', 'paused', 'done'].includes(state),
    )
    const promised = others.reduce((sum, { kept, receivedBytes }) => sum + Math.max(0, (kept.totalBytes ?? 0) - receivedBytes), 0)
    return whyNoRoom(bytes, await freeBytesOf(modelsFolder), promised, modelsFolder)
  }

  async function fail(entry: Entry, why: string) {
    Object.assign(entry.kept, { waitsBecause: why, isFailed: true })
    entry.receivedBytes = entry.kept.kind === 'file' ? entry.kept.safeBytes : entry.receivedBytes
    await save(entry)
    changed(entry, { state: 'failed', detail: why })
  }

  async function finish(entry: Entry, signal: AbortSignal) {
    const { kept } = entry
    let warning: string | null = null
    if (kept.kind === 'file') {
      changed(entry, { state: 'verifying', detail: kept.sha256 ? 'Its checksum is compared.' : 'Its header is looked at.' })
      const end = await finishFile({ partPath: files.partPath(kept.id), modelsFolder, name: kept.name, sha256: kept.sha256 }, signal)
      if (end.type === 'damaged') {
        Object.assign(kept, { safeBytes: 0, etag: null, lastModified: null })
        await (await files.openPart(kept.id, 0)).close()
        return fail(entry, end.why)
      }
      if (end.type === 'failed') return fail(entry, end.why)
      warning = end.warning
    }
    await files.remove(kept.id)
    const isMatched = kept.kind === 'ollama' || kept.sha256 !== null
    onArrived(kept.kind === 'file' ? 'llama' : 'ollama')
    const receivedBytes = kept.totalBytes ?? entry.receivedBytes
    changed(entry, {
      state: 'done',
      detail: warning ?? 'It is here.',
      finishedAt: isoNow(clock),
      receivedBytes,
      checksum: isMatched ? 'matched' : 'unknown',
    })
  }

  function toView({ kept, state, detail, receivedBytes, finishedAt, checksum, meter }: Entry): ModelDownload {
    const { id, kind, name, modelId, url, totalBytes, startedOver, createdAt } = kept
    const bytesPerSecond = state === 'downloading' ? meter.bytesPerSecond() : null
    const remainingMs = bytesPerSecond && totalBytes !== null ? Math.round(((totalBytes - receivedBytes) / bytesPerSecond) * 1000) : null
    return {
      ...{ id, kind, name, modelId, url, state, detail, receivedBytes, totalBytes, bytesPerSecond, remainingMs, startedOver, createdAt, finishedAt },
      checksum: checksum === 'unknown' && kept.sha256 !== null ? 'expected' : checksum,
      canResume: state === 'paused' || state === 'failed',
      canPause: ['queued', 'connecting', 'downloading', 'stalled'].includes(state),
    }
  }

  function find(id: string): Entry {
    const entry = entries.get(id)
    if (!entry) throw new Fault('NOT_FOUND', { what: 'download', name: id })
    return entry
  }

  async function stopped(entry: Entry) {
    entry.stop?.abort()
    await entry.running
  }

  async function list(): Promise<DownloadList> {
    return { downloads: [...entries.values()].map(toView), folder: modelsFolder, freeBytes: await freeBytesOf(modelsFolder) }
  }

  async function resume(id: string): Promise<ModelDownload> {
    const entry = find(id)
    if (entry.state === 'done') throw new Fault('BAD_INPUT', { detail: `${entry.kept.name} is here already.` })
    if (entry.state !== 'paused' && entry.state !== 'failed') return toView(entry)
    await entry.running
    Object.assign(entry.kept, { waitsBecause: null, isFailed: false })
    await save(entry)
    changed(entry, { state: 'queued', detail: 'It waits for its turn.' })
    fill()
    return toView(entry)
  }

  return {
    list,
    resume,
    /** Begins a download, or goes on with the one that is already there for it. Throws BAD_INPUT or DISK_FULL with a plain reason. */
    async add(wanted: Wanted): Promise<ModelDownload> {
      const url = wanted.kind === 'file' ? wanted.url : null
      const name = wanted.kind === 'file' || wanted.name.includes(':') ? wanted.name : `${wanted.name}:latest`
      const open = [...entries.values()].filter(({ state }) => state !== 'done')
      const same = open.find(({ kept }) => kept.kind === wanted.kind && (url === null ? kept.name === name : kept.url === url))
      if (same) return resume(same.kept.id)
      if (open.length >= mostEntries)
        throw new Fault('BAD_INPUT', { detail: `There are ${mostEntries} downloads already. Cancel some of them first.` })
      const isNameTaken = wanted.kind === 'file' && (open.some(({ kept }) => kept.kind === 'file' && kept.name === name) || (await isTaken(name)))
      if (isNameTaken) throw new Fault('BAD_INPUT', { detail: `There is already a model named ${name}. Delete it first to download it anew.` })
      const noRoom = wanted.kind === 'file' && wanted.sizeBytes ? await noRoomFor(wanted.sizeBytes, null) : null
      if (noRoom) throw new Fault('DISK_FULL', { detail: noRoom })
      const kept: DownloadRecord = {
        ...{ id: randomUUID(), kind: wanted.kind, name, modelId: `${wanted.kind === 'file' ? 'llama' : 'ollama'}/${name}`, url },
        ...{ sha256: wanted.sha256 ?? null, etag: null, lastModified: null, totalBytes: null, safeBytes: 0 },
        ...{ waitsBecause: null, isFailed: false, startedOver: null, createdAt: isoNow(clock) },
      }
      const entry = toEntry(kept)
      entries.set(kept.id, entry)
      await files.save(kept).catch((error: Error) => {
        entries.delete(kept.id)
        throw new Fault('BAD_INPUT', { detail: `The models folder cannot be written: ${error.message}` }, { cause: error })
      })
      onChange()
      fill()
      return toView(entry)
    },
    async pause(id: string): Promise<ModelDownload> {
      const entry = find(id)
      if (!toView(entry).canPause) return toView(entry)
      await stopped(entry)
      // It may have arrived or failed in the meantime.
      if (['done', 'failed'].includes(entry.state)) return toView(entry)
      Object.assign(entry.kept, { waitsBecause: 'It is paused.', isFailed: false })
      await save(entry)
      changed(entry, {
        state: 'paused',
        detail: 'It is paused.',
        receivedBytes: entry.kept.kind === 'file' ? entry.kept.safeBytes : entry.receivedBytes,
      })
      fill()
      return toView(entry)
    },
    async cancel(id: string): Promise<boolean> {
      const entry = entries.get(id)
      if (!entry) return false
      await stopped(entry)
      entries.delete(id)
      await files.remove(id)
      for (const wake of watchers) wake()
      onChange()
      fill()
      return true
    },
    /** The list now and after each change, a few times a second at most. */
    async *watch(signal: AbortSignal): AsyncGenerator<DownloadList> {
      let next = Promise.withResolvers<void>()
      const wake = () => next.resolve()
      watchers.add(wake)
      signal.addEventListener('abort', wake, { once: true })
      try {
        while (!signal.aborted) {
          yield await list()
          await next.promise
          next = Promise.withResolvers<void>()
          await sleep(notifyEveryMs, undefined, { signal }).catch(() => {})
        }
      } finally {
        watchers.delete(wake)
        signal.removeEventListener('abort', wake)
      }
    },
    /** Ends all connections; what has come is kept and goes on with the next start. */
    async close(): Promise<void> {
      isClosed = true
      for (const { stop } of entries.values()) stop?.abort()
      await Promise.all([...entries.values()].map(({ running }) => running))
    },
  }
}
export type Downloads = Awaited<ReturnType<typeof createDownloads>>
