import { StringDecoder } from 'node:string_decoder'

const maxLineLength = 8_192
const maxTotalLength = 1_048_576

/**
 * Cuts a stream of stderr text into lines and hands each on as soon as it is whole. One run's lines are bounded (8 Ki characters
 * a line, 1 Mi in total; then one line says that more was dropped), so that a flood costs the host nothing.
 * `last` is the last line with something on it, which is what a failing script has to say.
 */
export function createLogLines(onLine: (line: string) => void) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let total = 0
  let isFull = false
  let last = ''
  const take = (raw: string) => {
    const line = raw.replace(/\r$/, '').slice(0, maxLineLength)
    if (line.trim() !== '') last = line.trim()
    if (isFull) return
    total += line.length + 1
    if (total > maxTotalLength) {
      isFull = true
      onLine('… more log lines were dropped')
    } else onLine(line)
  }
  const push = (text: string) => {
    rest += text
    const lines = rest.split('\n')
    rest = (lines.pop() ?? '').slice(0, maxLineLength)
    for (const line of lines) take(line)
  }
  return {
    push: (chunk: Uint8Array | string) => push(typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))),
    /** Hands on what is left without a line end. */
    end() {
      push(decoder.end())
      if (rest !== '') take(rest)
      rest = ''
    },
    get last() {
      return last
    },
  }
}
