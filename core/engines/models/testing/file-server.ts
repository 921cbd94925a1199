import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type FileServer = {
  url: string
  /** What each request asked for, oldest first. */
  asked: { path: string; range: string | undefined; ifRange: string | undefined }[]
  /** How it behaves from the next request on. */
  behaviour: FileBehaviour
  close(): Promise<void>
}

export type FileBehaviour = {
  bytes: Buffer
  etag: string | null
  hasRanges: boolean
  /** Sends so many bytes of each answer; what comes `afterwards` is a cut connection or silence. */
  sendBytes?: number
  afterwards?: 'cut' | 'hang'
  /** Keeps each answer to this pace. */
  bytesPerSecond?: number
  /** Leaves out how long the file is. */
  isChunked?: boolean
  /** Answers instead of the file. */
  instead?: (request: IncomingMessage, response: ServerResponse) => boolean
}

const pieceBytes = 64 * 1024

/** An HTTP server for one file, as good or as bad as real ones are: with and without ranges, slow, breaking off, falling silent. */
export async function startFileServer(behaviour: FileBehaviour): Promise<FileServer> {
  const asked: FileServer['asked'] = []
  const server = createServer(async (request, response) => {
    asked.push({ path: request.url ?? '', range: request.headers.range, ifRange: request.headers['if-range'] as string | undefined })
    const { bytes, etag, hasRanges, sendBytes, afterwards, bytesPerSecond, isChunked, instead } = made.behaviour
    if (instead?.(request, response)) return
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    const from = hasRanges && wanted && isSame ? Number(wanted[1]) : 0
    const tag = etag === null ? {} : { etag }
    if (from > 0 && from >= bytes.length) return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}`, ...tag }).end()
    const length = isChunked ? {} : { 'content-length': bytes.length - from }
    const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}
    response.writeHead(from > 0 ? 206 : 200, { 'content-type': 'application/octet-stream', ...length, ...range, ...tag })
    const end = Math.min(bytes.length, from + (sendBytes ?? bytes.length))
    for (let at = from; at < end && !response.destroyed; at += pieceBytes) {
      const piece = bytes.subarray(at, Math.min(end, at + pieceBytes))
      if (!response.write(piece)) await flowing(response)
      if (bytesPerSecond) await sleep((piece.length / bytesPerSecond) * 1000)
    }
    if (end === bytes.length) return void response.end()
    // What was written is let go first: a cut is not to take it back.
    if (afterwards === 'cut') setTimeout(() => response.destroy(), 50)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const made: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    behaviour,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return made
}

/** Until the reader has taken what was written, or left. */
function flowing(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
