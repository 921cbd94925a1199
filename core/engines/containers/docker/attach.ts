import { type Duplex, Readable, Writable } from 'node:stream'
import { createUnmixer } from './frames.ts'

/** What one output may run ahead of its reader before the container is made to wait: a reader of only the other one is not held up by less. */
const aheadBytes = 1024 * 1024

export type Streams = { stdin: Writable; stdout: Readable; stderr: Readable; close(): void }

/**
 * The three standard streams on one taken-over connection. `gone` ends them with its reason. Errors of a stream that nobody listens to are
 * kept in it and do not end the process.
 */
export function streamsOn(socket: Duplex, gone: AbortSignal): Streams {
  const unmix = createUnmixer()
  const read = () => {
    if (!isFull(stdout) && !isFull(stderr)) socket.resume()
  }
  const stdout = new Readable({ read, highWaterMark: aheadBytes })
  const stderr = new Readable({ read, highWaterMark: aheadBytes })
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (socket.destroyed || socket.writableEnded) return done()
      // A container that ended does not read on; that it ended is told by the outputs.
      socket.write(chunk, () => done())
    },
    final(done) {
      if (socket.destroyed) return done()
      socket.end(() => done())
    },
  })
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined)

  let isFinished = false
  const finish = (error: Error | null) => {
    if (isFinished) return
    isFinished = true
    gone.removeEventListener('abort', onGone)
    for (const stream of [stdout, stderr]) {
      if (stream.destroyed) continue
      if (error) stream.destroy(error)
      else stream.push(null)
    }
    stdin.destroy(error ?? undefined)
    socket.destroy()
  }
  const onGone = () => finish(gone.reason as Error)
  gone.addEventListener('abort', onGone)
  socket.on('data', (chunk: Buffer) => {
    for (const { stream, bytes } of unmix.push(chunk)) {
      const target = stream === 'stdout' ? stdout : stderr
      if (!target.destroyed && !target.readableEnded) target.push(bytes)
    }
    if (isFull(stdout) || isFull(stderr)) socket.pause()
  })
  for (const stream of [stdout, stderr]) stream.on('close', read)
  socket.on('end', () => finish(null))
  socket.on('close', () => finish(null))
  socket.on('error', () => finish(gone.aborted ? (gone.reason as Error) : null))
  if (gone.aborted) onGone()
  return { stdin, stdout, stderr, close: () => finish(null) }
}

const isFull = (stream: Readable) => !stream.destroyed && stream.readableLength >= aheadBytes
