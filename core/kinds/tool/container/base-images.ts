import type { ContainerEngine } from '../../../engines/containers/port.ts'
import type { SandboxLanguage } from '../../../engines/sandboxes/port.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'

export type BaseState = { isThere: boolean; why: string }

const goodForMs = 300_000
const missingForMs = 10_000
/** After a pull that failed; a registry that cannot be reached is seldom there a moment later. */
const pauseMs = 600_000
const pullMs = 30 * 60_000

/** Whether what images of a language stand on is there, and fetches what is not in the background. Answers from memory where it can. */
export function createBaseImages(options: {
  engine: ContainerEngine
  refsFor: (language: SandboxLanguage) => string[]
  clock: Clock
  logger: Logger
}) {
  const { engine, clock, logger } = options
  const seen = new Map<string, { isThere: boolean; untilMs: number }>()
  const pulls = new Map<string, { state: 'running' } | { state: 'failed'; why: string; untilMs: number }>()

  const isThere = async (ref: string): Promise<boolean> => {
    const known = seen.get(ref)
    if (known && known.untilMs > clock.now()) return known.isThere
    const found = (await engine.images.inspect(ref).catch(() => null)) !== null
    seen.set(ref, { isThere: found, untilMs: clock.now() + (found ? goodForMs : missingForMs) })
    return found
  }
  const pull = async (ref: string): Promise<void> => {
    const known = pulls.get(ref)
    if (known?.state === 'running' || (known && known.untilMs > clock.now())) return
    pulls.set(ref, { state: 'running' })
    logger.info('fetching a base image', { ref })
    try {
      await engine.images.pull(ref, { signal: AbortSignal.timeout(pullMs), onProgress() {} })
      pulls.delete(ref)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      logger.warn('a base image could not be fetched', { ref, why })
      pulls.set(ref, { state: 'failed', why, untilMs: clock.now() + pauseMs })
    }
    seen.delete(ref)
  }
  const missing = async (language: SandboxLanguage): Promise<string[]> => {
    const refs = options.refsFor(language)
    const found = await Promise.all(refs.map(isThere))
    return refs.filter((_, index) => !found[index])
  }
  return {
    async look(language: SandboxLanguage): Promise<BaseState> {
      const [ref] = await missing(language)
      if (!ref) return { isThere: true, why: '' }
      const known = pulls.get(ref)
      if (known?.state === 'running') return { isThere: false, why: `the base image ${ref} is still being fetched` }
      if (known?.state === 'failed') return { isThere: false, why: `the base image ${ref} cannot be fetched: ${known.why}` }
      return { isThere: false, why: `the base image ${ref} is not there yet` }
    },
    /** Begins to fetch what is missing; one at a time for each image, and not again soon after a failure. */
    fetch(language: SandboxLanguage): void {
      void missing(language).then((refs) => Promise.all(refs.map(pull)))
    },
    /** The engine is another one, or was. */
    forget(): void {
      seen.clear()
    },
  }
}
