import { stripVTControlCharacters } from 'node:util'
import type { ImagePlan } from './plan.ts'

const maxLines = 400
const maxCauseLength = 800

/** Follows the builder's words: which step is under way, and what it wrote. */
export function createStepLog() {
  let step: number | null = null
  let output: string[] = []
  return {
    push(line: string) {
      const begun = /^step (?<number>\d+)\/\d+ ?:/i.exec(line)?.groups?.number
      if (begun) [step, output] = [Number(begun), []]
      else {
        output.push(line)
        if (output.length > maxLines) output = output.slice(-maxLines / 2)
      }
    },
    /** From 1, as the engine counts; null before the first. */
    step: () => step,
    output: (): readonly string[] => output,
  }
}

export type BuildFailure = { detail: string; instruction: string | null; line: number | null; origin: string | null; cause: string }

/** Why a build failed, for the person who wrote the manifest: the cause first, then the instruction, its line, and what it was made from. Pure. */
export function explainFailure(given: {
  plan: Pick<ImagePlan, 'steps' | 'isHandWritten' | 'dockerfilePath'>
  manifestFile: string
  failed: { step: string | null; message: string }
  log: { step(): number | null; output(): readonly string[] }
}): BuildFailure {
  const { plan, failed, log } = given
  const message = stripVTControlCharacters(failed.message).trim()
  const at = plan.steps[(log.step() ?? 0) - 1] ?? plan.steps.find(({ text }) => text === failed.step) ?? null
  // The engine's own words say what failed unless it only tells that a command did.
  const told = /returned a non-zero code|did not complete successfully|exit(?:ed with)? (?:status|code)/.test(message) ? causeOf(log.output()) : null
  const cause = sentence(told ?? message)
  const instruction = at?.text ?? failed.step
  if (instruction === null) return { detail: cause, instruction, line: null, origin: null, cause }
  const where = plan.isHandWritten ? `line ${at?.line} of ${plan.dockerfilePath}` : `line ${at?.line} of the Dockerfile`
  const from =
    at?.origin && at.origin !== 'cortex'
      ? `, made from ${at.origin.startsWith('settings ') ? `the ${at.origin}` : `${at.origin} in ${given.manifestFile}`}`
      : ''
  const failing = `It failed at ${at ? `${where}${from}` : 'the instruction'}: ${short(instruction)}`
  return { detail: `${cause} ${failing}`, instruction, line: at?.line ?? null, origin: at?.origin ?? null, cause }
}

const noise =
  /^(?: ---> |Removing intermediate container|npm error (?:code|A complete log|Log files|Note that|tarball, folder|This is (?:probably )?not a problem)|note: |\[notice\])/
/** In the order in which they are looked for: what an installer marks as an error is worth more than what happens to be last. */
const marks: { mark: RegExp; take(found: string[]): string[] }[] = [
  {
    mark: /^npm (?:error|ERR!)\s/,
    take: (found) => {
      const lines = found
        .map((line) => line.replace(/^npm (?:error|ERR!)\s+(?:\d{3}\s+)?/, ''))
        .filter((line) => line !== '' && !/^(?:code |\d{3}$|Note that|tarball, folder|A complete log|Log files)/.test(line))
      const end = lines.findIndex((line) => /^(?:Usage:|Clean install a project)/.test(line))
      return lines.slice(0, end < 0 ? 3 : Math.min(end, 3))
    },
  },
  { mark: /^E: /, take: (found) => found.map((line) => line.replace(/^E: /, '')).slice(0, 3) },
  {
    mark: /^\s*(?:ERROR: |error: (?!subprocess-exited-with-error))/,
    take: (found) => {
      const lines = found.map((line) => line.trim().replace(/^ERROR: /, ''))
      const nothingFits = lines.findLast((line) => line.startsWith('No matching distribution found'))
      return nothingFits ? [nothingFits] : lines.slice(0, 3)
    },
  },
  {
    mark: /^(?:go: (?!downloading|creating|added|upgraded|to add )|\S+\.go:\d+|\t(?:server response|go get ))/,
    take: (found) => found.map((line) => line.trim()).slice(0, 5),
  },
]

/** The lines that say why, out of all that a command wrote; null when it wrote nothing. */
function causeOf(output: readonly string[]): string | null {
  const lines = output.map((line) => stripVTControlCharacters(line).trimEnd()).filter((line) => line !== '' && !noise.test(line))
  for (const { mark, take } of marks) {
    const found = take(lines.filter((line) => mark.test(line)))
    if (found.length > 0) return found.join(' ')
  }
  return lines.length > 0 ? lines.slice(-3).join(' ') : null
}

function sentence(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim()
  const cut = plain.length > maxCauseLength ? `${plain.slice(0, maxCauseLength)} …` : plain
  return /[.!?…]$/.test(cut) ? cut : `${cut}.`
}

const short = (instruction: string) => (instruction.length > 300 ? `${instruction.slice(0, 300)} …` : instruction)
