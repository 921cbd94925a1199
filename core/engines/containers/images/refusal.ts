import { Fault } from '../../../contract/faults.ts'

/** Ends a plan or a build with what is wrong, for the person who wrote the manifest or keeps the settings. */
export function refuse(name: string, detail: string, options?: ErrorOptions): never {
  throw new Fault('BUILD_FAILED', { name, detail }, options)
}

/** The line of `text`, from 1, where `words` stand, looked for below the line that holds `key:`. null when they are not there as they are. */
export function lineOf(text: string, key: string, words: string): number | null {
  const lines = text.split('\n')
  const begin = Math.max(
    0,
    lines.findIndex((line) => line.includes(`${key}:`)),
  )
  const at = lines.findIndex((line, index) => index >= begin && line.includes(words))
  if (at >= 0) return at + 1
  return lines[begin]?.includes(`${key}:`) ? begin + 1 : null
}
