import { StringDecoder } from 'node:string_decoder'
import type { LogLine } from '../port.ts'
import { open } from './connection.ts'
import { faultOf } from './faults.ts'
import { createUnmixer, type Frame } from './frames.ts'
import type { Guard } from './guard.ts'

const startWithinMs = 30_000
/** A line without an end is given out in pieces of this many characters. */
const longestLine = 64 * 1024

/** Reads only as fast as it is asked. Ends without an error when `signal` aborts; throws ENGINE_UNAVAILABLE when the engine goes away. */
export async function* readLogs(
  guard: Guard,
  id: string,
  options: { tailLines: number; isFollowing: boolean; signal: AbortSignal },
): AsyncGenerator<LogLine> {
  if (options.signal.aborted) return
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow: options.isFollowing,
    tail: Number.isFinite(options.tailLines) ? options.tailLines : 'all',
  }
  const reading = new AbortController()
  const stop = () => reading.abort()
  let gone: AbortSignal | null = null
  options.signal.addEventListener('abort', stop)
  try {
    const response = await guard({ timeoutMs: startWithinMs }, (to) => {
      gone = to.gone
      to.gone.addEventListener('abort', stop)
      return open(to, { method: 'GET', path: `/containers/${encodeURIComponent(id)}/logs`, query }, reading.signal)
    })
    const unmix = createUnmixer()
    const lines = { stdout: createLines('stdout'), stderr: createLines('stderr') }
    for await (const chunk of response) {
      for (const frame of unmix.push(chunk as Buffer)) yield* lines[frame.stream].push(frame, frame.isWhole)
    }
    yield* lines.stdout.rest()
    yield* lines.stderr.rest()
  } catch (error) {
    if (options.signal.aborted) return
    throw faultOf(reasonOf(gone) ?? error)
  } finally {
    options.signal.removeEventListener('abort', stop)
    ;(gone as AbortSignal | null)?.removeEventListener('abort', stop)
    stop()
  }
}

const reasonOf = (signal: AbortSignal | null) => (signal?.aborted ? (signal.reason as Error) : null)

/** One frame is one entry of the engine's log: a time, a space, and a line or (above 16 KiB) a piece of one. */
function createLines(stream: LogLine['stream']) {
  let decoder = new StringDecoder('utf8')
  let entry = ''
  let line = ''
  let at: string | null = null
  const flush = (): LogLine => {
    const whole = { stream, line, at }
    line = ''
    at = null
    return whole
  }
  return {
    *push({ bytes }: Frame, isWhole: boolean): Generator<LogLine> {
      entry += decoder.write(bytes)
      if (!isWhole && entry.length < longestLine) return
      const [, time, text = entry] = /^(\d{4}-\d\d-\d\dT\S+) ([\s\S]*)$/.exec(entry) ?? []
      entry = ''
      if (isWhole) decoder = new StringDecoder('utf8')
      at ??= time ?? null
      line += text
      if (line.endsWith('\n')) {
        line = line.replace(/\r?\n$/, '')
        yield flush()
      } else if (line.length >= longestLine) yield flush()
    },
    *rest(): Generator<LogLine> {
      if (line) yield flush()
    },
  }
}
