import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** One JSON value a line, as engines report progress. Text that is none is passed over. */
export async function* jsonLines<T>(stream: Readable): AsyncGenerator<T> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield* parsed<T>(line)
  }
  yield* parsed<T>(rest)
}

function* parsed<T>(line: string): Generator<T> {
  if (!line.trim()) return
  try {
    yield JSON.parse(line) as T
  } catch {
    // Half a line of an engine that died; its end is told otherwise.
  }
}
