import { InvalidArgumentError } from 'commander'
import { type RunKind, runKind } from '../../contract/runs.ts'

/** `tool/calculator`. The name may have slashes of its own, as builds do. */
export function reference(text: string): { kind: RunKind; name: string } {
  const [, kind, name] = /^([a-z]+)\/(.+)$/i.exec(text) ?? []
  const known = runKind.safeParse(kind?.toLowerCase())
  if (!known.success || !name) throw new InvalidArgumentError(`Write it as kind/name; kinds are ${runKind.options.join(', ')}.`)
  return { kind: known.data, name }
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidArgumentError('It is not JSON.')
  }
}

export const wholeNumber = (min: number, max: number) => (text: string) => {
  const number = Number(text)
  if (text.trim() === '' || !Number.isInteger(number) || number < min || number > max)
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`)
  return number
}
