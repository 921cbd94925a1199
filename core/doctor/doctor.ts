import type { Check, Examination } from '../contract/doctor.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Fixes } from './fixes.ts'
import { found, type Look } from './look.ts'

/** A look that takes longer is given up, and said to be. */
const deadlineMs = 6_000

/**
 * Looks at what the workstation needs and can use, everything at once; what hangs or throws is a finding of its own and holds nothing else up.
 * Sends nothing but a question to each provider's own address.
 */
export function createDoctor(options: { looks: readonly Look[]; fixes: Pick<Fixes, 'applied' | 'apply' | 'undo'>; clock: Clock; limitMs?: number }) {
  const { looks, fixes, clock, limitMs = deadlineMs } = options

  async function lookAt({ id, title, look }: Look, signal: AbortSignal): Promise<Check[]> {
    const limit = AbortSignal.timeout(limitMs)
    const over = Promise.withResolvers<Check[]>()
    const tooLate = () =>
      over.resolve([
        found({ id, title }, 'warning', {
          detail: `There was no answer within ${limitMs / 1_000} s.`,
          cause: 'What was asked hangs, or this computer is very busy.',
          consequence: 'It is not known whether this works.',
          advice: 'Check again in a moment.',
        }),
      ])
    limit.addEventListener('abort', tooLate, { once: true })
    try {
      return await Promise.race([look(AbortSignal.any([limit, signal])), over.promise])
    } catch (error) {
      return [
        found({ id, title }, 'warning', {
          detail: (error as Error).message,
          cause: 'The check itself failed.',
          advice: 'Check again, or look into the log.',
        }),
      ]
    } finally {
      limit.removeEventListener('abort', tooLate)
    }
  }

  /** Each look as it comes, then the end. Ends quietly when the signal aborts. */
  async function* examine(signal: AbortSignal): AsyncGenerator<Examination> {
    const begunMs = clock.now()
    yield { type: 'started', checks: looks.map(({ id, title }) => ({ id, title })) }
    const waiting = new Map(
      looks.map((look) => [
        look.id,
        lookAt(look, signal).then((checks): Examination & { type: 'checked' } => ({ type: 'checked', id: look.id, checks })),
      ]),
    )
    while (waiting.size > 0 && !signal.aborted) {
      const next = await Promise.race(waiting.values())
      waiting.delete(next.id)
      yield next
    }
    if (!signal.aborted) yield { type: 'ended', durationMs: clock.now() - begunMs, applied: fixes.applied() }
  }

  return {
    async doctor() {
      const begunMs = clock.now()
      const checks = (await Promise.all(looks.map((look) => lookAt(look, new AbortController().signal)))).flat()
      return { checks, applied: fixes.applied(), durationMs: clock.now() - begunMs }
    },
    examine,
    applyFix: ({ id }: { id: string }) => fixes.apply(id),
    undoFix: ({ id }: { id: string }) => fixes.undo(id),
  }
}
