import type { FileHandle } from 'node:fs/promises'
import { whatInstead } from '../llama/inspect-file.ts'
import { whyNoAnswer } from '../why-no-answer.ts'
import { isHuggingFace, mayFetch } from './address.ts'
import type { DownloadRecord } from './partial-file.ts'

/** How one connection ended. `retry`: it may go better next time, from where it got to. `failed`: not without a person. */
export type TransferEnd = { type: 'complete' } | { type: 'retry'; why: string; afterMs?: number } | { type: 'failed'; why: string }

export type TransferOptions = {
  /** Changed as things become known; `safeBytes` when bytes are on the disk. */
  kept: DownloadRecord
  openPart(at: number): Promise<FileHandle>
  /** Bytes in the file now; called for each piece. */
  onBytes(receivedBytes: number): void
  /** Called when `kept` is worth keeping. */
  save(): Promise<void>
  /** Why so many bytes more have no room; null when they have. */
  whyNoRoom(bytes: number): Promise<string | null>
  maxBytes: number
  /** No byte for this long is a stall. */
  stallMs: number
}

const mostRedirects = 5
/** So often what has come is made safe on the disk. */
const safeEveryMs = 2_000

class Stall extends Error {}

/** Fetches the rest of a file over one connection. Never throws but for its signal. */
export async function transfer(options: TransferOptions, signal: AbortSignal): Promise<TransferEnd> {
  const { kept, stallMs } = options
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(new Stall()), stallMs)
  const both = AbortSignal.any([signal, stall.signal])
  let file: FileHandle | null = null
  try {
    const answer = await ask(kept, both)
    if ('type' in answer) return answer
    const begun = begin(options, answer.response)
    if ('type' in begun) {
      await answer.response.body?.cancel()
      return begun
    }
    const noRoom = kept.totalBytes === null ? null : await options.whyNoRoom(kept.totalBytes - begun.at)
    if (noRoom !== null) return { type: 'failed', why: noRoom }
    file = await options.openPart(begun.at)
    return await receive(options, answer.response, file, begun.at, () => timer.refresh())
  } catch (error) {
    signal.throwIfAborted()
    if (stall.signal.aborted) return { type: 'retry', why: `Nothing came for ${Math.round(stallMs / 1000)} s.` }
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') return { type: 'failed', why: 'The disk is full. Make room, then resume; what has come is kept.' }
    if (code && /^E(ACCES|PERM|ROFS|IO)$/.test(code))
      return { type: 'failed', why: `The models folder cannot be written: ${(error as Error).message}` }
    return { type: 'retry', why: whyNoAnswer(error, new URL(kept.url ?? '').host) }
  } finally {
    clearTimeout(timer)
    stall.abort()
    await file?.close().catch(() => {})
  }
}

/** The final answer after redirects, each of them to https. */
async function ask(kept: DownloadRecord, signal: AbortSignal): Promise<{ response: Response } | TransferEnd> {
  let url = new URL(kept.url ?? '')
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const response = await fetch(url, { redirect: 'manual', headers: headersFor(kept), signal })
    if (isHuggingFace(url)) learnFromHuggingFace(kept, response.headers)
    if (![301, 302, 303, 307, 308].includes(response.status)) return { response }
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (!location || !URL.canParse(location, url.href)) return { type: 'failed', why: `${url.host} sends on to nowhere.` }
    const next = new URL(location, url.href)
    if (!mayFetch(next, url))
      return { type: 'failed', why: `${url.host} sends on to ${next.protocol}//${next.host}, which is not secure. Nothing was fetched from there.` }
    url = next
  }
  return { type: 'failed', why: `${url.host} sends on in circles.` }
}

function headersFor({ safeBytes, etag, lastModified }: DownloadRecord): Record<string, string> {
  const plain = { 'accept-encoding': 'identity', 'user-agent': 'Cortex' }
  if (safeBytes === 0) return plain
  // Only a strong tag may stand in If-Range.
  const validator = etag && !etag.startsWith('W/') ? etag : lastModified
  return { ...plain, range: `bytes=${safeBytes}-`, ...(validator ? { 'if-range': validator } : {}) }
}

/** Hugging Face names the checksum of a large file where it sends on to the place that has it. */
export function learnFromHuggingFace(kept: Pick<DownloadRecord, 'sha256'>, headers: Headers) {
  const sha256 = /^"?([0-9a-f]{64})"?$/.exec(headers.get('x-linked-etag') ?? '')?.[1]
  if (sha256) kept.sha256 ??= sha256
}

/** From where the answer goes on, or why it is no use. */
function begin({ kept, maxBytes }: TransferOptions, response: Response): { at: number } | TransferEnd {
  const { status, headers } = response
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')]
  const hasChanged =
    (kept.etag !== null && etag !== null && etag !== kept.etag) ||
    (etag === null && kept.lastModified !== null && lastModified !== null && lastModified !== kept.lastModified)
  const had = kept.safeBytes
  if (status === 416) {
    const total = Number(/^bytes \*\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1])
    if (had > 0 && total === had && !hasChanged) return { type: 'complete' }
    return startOver(kept, 'What had come does not fit the file on the server any more, so the download started over.')
  }
  if (status !== 200 && status !== 206) return refusal(response)
  let at = 0
  let total = headers.get('content-length') === null ? null : Number(headers.get('content-length'))
  if (status === 206) {
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
    at = Number(range?.[1])
    total = range?.[3] && range[3] !== '*' ? Number(range[3]) : kept.totalBytes
    const isOther = hasChanged || (kept.totalBytes !== null && total !== kept.totalBytes)
    if (at !== had || isOther)
      return startOver(kept, isOther ? changed : 'The server sent another piece than was asked for, so the download started over.')
  } else if (had > 0) {
    const isOther = hasChanged || (kept.totalBytes !== null && total !== null && total !== kept.totalBytes)
    kept.startedOver = isOther ? changed : 'The server cannot go on in the middle of a file, so the download started over.'
    kept.safeBytes = 0
  }
  Object.assign(kept, { etag, lastModified, totalBytes: total })
  const most = `${(maxBytes / 1e9).toFixed(0)} GB`
  if (total !== null && total > maxBytes)
    return { type: 'failed', why: `The file has ${(total / 1e9).toFixed(1)} GB, and more than ${most} are not downloaded.` }
  return { at }
}

const changed = 'The file on the server has changed, so the download started over.'

/** The next connection begins at the beginning, at once. One that was there already is not to be asked again and again. */
function startOver(kept: DownloadRecord, why: string): TransferEnd {
  if (kept.safeBytes === 0) return { type: 'retry', why: 'The server sent another piece than was asked for.' }
  Object.assign(kept, { safeBytes: 0, etag: null, lastModified: null, totalBytes: null, startedOver: why })
  return { type: 'retry', why, afterMs: 0 }
}

function refusal({ status, headers, url }: Response): TransferEnd {
  const { host } = new URL(url)
  if (status === 401 || status === 403)
    return {
      type: 'failed',
      why: `${host} asks for a login: the model may have a licence to accept first. Download it in a browser and drop the file on the window.`,
    }
  if (status === 404 || status === 410) return { type: 'failed', why: `${host} has no such file. Check the address.` }
  if (status === 429 || status >= 500) {
    const seconds = Number(headers.get('retry-after'))
    const why = status === 429 ? `${host} asks to slow down.` : `${host} has trouble of its own (status ${status}).`
    return { type: 'retry', why, ...(seconds > 0 ? { afterMs: Math.min(seconds, 600) * 1000 } : {}) }
  }
  return { type: 'failed', why: `${host} answered with status ${status}.` }
}

async function receive(
  { kept, onBytes, save, whyNoRoom, maxBytes }: TransferOptions,
  response: Response,
  file: FileHandle,
  from: number,
  heard: () => void,
): Promise<TransferEnd> {
  let at = from
  let start = Buffer.alloc(0)
  let isChecked = from > 0
  let isUseless = false
  let safeAtMs = performance.now()
  const makeSafe = async () => {
    await file.datasync()
    kept.safeBytes = at
    await save()
    safeAtMs = performance.now()
  }
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      heard()
      if (!isChecked) {
        start = Buffer.concat([start, chunk]).subarray(0, 512)
        isChecked = start.length >= 8
        const instead = isChecked ? whatInstead(start) : null
        isUseless = instead !== null
        if (instead) return { type: 'failed', why: `What ${new URL(response.url).host} sends ${instead}` }
      }
      if (at + chunk.length > Math.min(maxBytes, kept.totalBytes ?? maxBytes)) {
        isUseless = true
        return { type: 'failed', why: 'The server sends more than it said, so nothing of it is used.' }
      }
      // A disk that is nearly full takes a piece of a piece.
      for (let written = 0; written < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, written, chunk.length - written, at)
        written += bytesWritten
        at += bytesWritten
      }
      onBytes(at)
      if (performance.now() - safeAtMs < safeEveryMs) continue
      await makeSafe()
      const noRoom = kept.totalBytes === null ? await whyNoRoom(0) : null
      if (noRoom) return { type: 'failed', why: noRoom }
    }
  } finally {
    // Also when it broke off: what has come is kept.
    if (isUseless) kept.safeBytes = 0
    else if (isChecked) await makeSafe().catch(() => {})
  }
  if (!isChecked) return { type: 'failed', why: `What ${new URL(response.url).host} sends ${whatInstead(start) ?? 'is cut off.'}` }
  if (kept.totalBytes !== null && at < kept.totalBytes) return { type: 'retry', why: 'The connection broke off.' }
  return { type: 'complete' }
}
