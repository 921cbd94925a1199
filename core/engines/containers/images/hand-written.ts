import type { BaseImage } from './base-images.ts'
import type { Step } from './instructions.ts'

export type HandWritten = {
  steps: Step[]
  /** What it is built on, each once; names of its own stages and `scratch` are none. */
  bases: BaseImage[]
  /** Of `given`, what it declares by ARG; others would only be warned of. */
  buildArgs: Record<string, string>
}

/** Reads a Dockerfile as far as needed: its instructions with their lines, and what its stages stand on. Pure. */
export function readDockerfile(text: string, given: Record<string, BaseImage>): HandWritten {
  const steps = instructionsOf(text)
  const declared: Record<string, string> = {}
  const buildArgs: Record<string, string> = {}
  const bases = new Map<string, BaseImage>()
  const stages = new Set(['scratch'])
  for (const { text: instruction } of steps) {
    const argument = /^ARG\s+(?<name>[A-Za-z_]\w*)(?:=(?<value>.*))?$/i.exec(instruction)?.groups
    if (argument?.name) {
      const known = given[argument.name]
      if (known) buildArgs[argument.name] = known.ref
      // After the first FROM an ARG belongs to its stage, and no FROM reads it.
      if (stages.size === 1) declared[argument.name] = known?.ref ?? unquoted(argument.value ?? '')
    }
    const from = /^FROM\s+(?:--\S+\s+)*(?<ref>\S+)(?:\s+AS\s+(?<stage>\S+))?$/i.exec(instruction)?.groups
    if (!from?.ref) continue
    const ref = from.ref.replace(/\$(?:\{(?<braced>\w+)(?::?-(?<fallback>[^}]*))?\}|(?<plain>\w+))/g, (...match) => {
      const { braced, plain, fallback } = match.at(-1) as Record<string, string | undefined>
      return declared[braced ?? plain ?? ''] || (fallback ?? '')
    })
    if (ref !== '' && !stages.has(ref.toLowerCase()))
      bases.set(ref, Object.values(given).find((one) => one.ref === ref && from.ref?.includes('$')) ?? { ref, setting: null })
    // A stage without a name still ends the arguments that stand before all stages.
    stages.add((from.stage ?? `stage ${stages.size}`).toLowerCase())
  }
  return { steps, bases: [...bases.values()], buildArgs }
}

/** In order, with continued lines joined and comments left out; `line` is where an instruction begins. */
function instructionsOf(text: string): Step[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const escapeChar = /^#\s*escape\s*=\s*(?<char>[\\`])\s*$/im.exec(lines.slice(0, 3).join('\n'))?.groups?.char ?? '\\'
  const steps: Step[] = []
  for (let at = 0; at < lines.length; at++) {
    const begin = at
    let whole = (lines[at] ?? '').trim()
    if (whole === '' || whole.startsWith('#')) continue
    while (whole.endsWith(escapeChar) && at + 1 < lines.length) {
      const next = (lines[++at] ?? '').trim()
      if (next === '' || next.startsWith('#')) continue
      whole = `${whole.slice(0, -1).trimEnd()} ${next}`
    }
    steps.push({ line: begin + 1, text: whole, origin: null })
  }
  return steps
}

const unquoted = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, '$2')
