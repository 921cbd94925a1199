import { totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../../../kernel/logger.ts'
import type { MachineMemory } from '../facts/judge-memory.ts'

/** How long an answer about a graphics card is good for: a list of many models must not ask for each. */
const freshForMs = 10_000
/** A page that opens waits no longer for the child to start; what it says then is told by `onLate`. */
const patienceMs = 700

/**
 * What models can take on this computer. Only the child knows of graphics cards; where it finds none with memory of its own, or
 * cannot be asked, it is not asked again.
 */
export function createMachineMemory(options: {
  /** Memory all models together may take; null for what the machine has. */
  limitBytes: number | null
  logger: Logger
  /** A graphics card was found after somebody had been answered without it. */
  onLate: () => void
  askVram: () => Promise<{ freeVramBytes: number; totalVramBytes: number }>
}): () => Promise<MachineMemory> {
  const { limitBytes, logger, askVram, onLate } = options
  const none = { freeVramBytes: 0, totalVramBytes: 0 }
  let lastKnown = none
  let asked: { atMs: number; isLate: boolean; answer: Promise<typeof none> } | null = null

  function ask() {
    const asking = { atMs: performance.now(), isLate: false, answer: askVram() }
    asking.answer = asking.answer
      .catch((error: unknown) => {
        logger.warn('The memory of graphics cards is not known', { error: String(error) })
        return none
      })
      .then((answer) => {
        lastKnown = answer
        if (answer.totalVramBytes === 0) asking.atMs = Number.POSITIVE_INFINITY
        else if (asking.isLate) onLate()
        return answer
      })
    return asking
  }

  return async () => {
    if (limitBytes !== null) return { freeBytes: limitBytes, totalBytes: limitBytes }
    if (!asked || performance.now() - asked.atMs > freshForMs) asked = ask()
    const { answer, atMs } = asked
    const patience = Math.max(0, Math.min(patienceMs, atMs + patienceMs - performance.now()))
    const vram = await Promise.race([answer, sleep(patience, null, { ref: false })])
    if (vram === null) asked.isLate = true
    const { freeVramBytes, totalVramBytes } = vram ?? lastKnown
    // In a container the limit of the group counts, not what the machine has.
    const totalBytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
    return { freeBytes: Math.min(process.availableMemory(), totalBytes) + freeVramBytes, totalBytes: totalBytes + totalVramBytes }
  }
}
