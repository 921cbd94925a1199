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
  const full = new Set<Readable>()
  const goOn = (stream: Readable) => {
    full.delete(stream)
    if (full.size === 0) socket.resume()
  }
  function createOutput(): Readable {
    const output: Readable = new Readable({ highWaterMark: aheadBytes, read: () => goOn(output) })
    return output.on('close', () => goOn(output))
  }
  const [stdout, stderr] = [createOutput(), createOutput()]
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
      if (!target.destroyed && !target.push(bytes)) full.add(target)
    }
    if (full.size > 0) socket.pause()
  })
  socket.on('end', () => finish(null))
  socket.on('close', () => finish(null))
  socket.on('error', () => finish(gone.aborted ? (gone.reason as Error) : null))
  if (gone.aborted) onGone()
  return { stdin, stdout, stderr, close: () => finish(null) }
}
