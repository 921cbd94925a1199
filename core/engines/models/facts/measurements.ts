import { Fault } from '../../../contract/faults.ts'
import type { ModelSpeed, ToolProbe } from '../../../contract/models.ts'
import { type Clock, isoNow } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'
import { withDeadlines } from '../gateway/with-deadlines.ts'
import type { Provider, Timing } from '../port.ts'
import type { KeptFacts } from './kept-facts.ts'
import { probeTools } from './probe-tools.ts'
import { toSample, toSpeed } from './speed.ts'

const probeDeadlines = { firstTokenTimeoutMs: 180_000, stallTimeoutMs: 60_000 }

/**
 * What was measured of models by answering: their speed, and whether they call tools. Both are kept by the digest of a model, so that
 * another model under the same name starts with nothing. A cloud shows no digest: its speed is kept by its id, its probes not at all.
 */
export function createMeasurements({ kept, clock, logger }: { kept: KeptFacts; clock: Clock; logger: Logger }) {
  const digestOf = async (provider: Provider, name: string, signal: AbortSignal) => (await provider.digest?.(name, signal)) ?? null
  const speedKey = (digest: string | null, id: string) => digest ?? `id:${id}`

  return {
    /** Keeps how long an answer took, after it was given. */
    async onAnswer(provider: Provider, name: string, timing: Timing): Promise<void> {
      try {
        const sample = toSample(timing, isoNow(clock))
        if (!sample) return
        const digest = await digestOf(provider, name, AbortSignal.timeout(10_000))
        if (digest === null && provider.digest) return
        await kept.addSpeed(speedKey(digest, `${provider.id}/${name}`), sample)
      } catch (error) {
        logger.warn('The speed of a model could not be kept', { model: `${provider.id}/${name}`, error: String(error) })
      }
    },
    speedOf: async (digest: string | null, id: string): Promise<ModelSpeed | null> => toSpeed(await kept.speeds(speedKey(digest, id))),
    probeOf: async (digest: string | null): Promise<ToolProbe | null> => (digest === null ? null : kept.probe(digest)),
    /** Whether a model was seen to call tools; null where it was not tried. */
    async probed(provider: Provider, name: string, signal: AbortSignal): Promise<boolean | null> {
      if (!provider.digest || (await kept.isWithoutProbes())) return null
      const digest = await digestOf(provider, name, signal)
      return digest === null ? null : ((await kept.probe(digest))?.hasTools ?? null)
    },
    /** Asks for one tool call now. Throws the fault of a model that does not answer. */
    async probe(provider: Provider, name: string, signal: AbortSignal): Promise<ToolProbe> {
      const digest = await digestOf(provider, name, signal)
      if (digest === null && provider.digest) throw new Fault('NOT_FOUND', { what: 'model', name: `${provider.id}/${name}` })
      const probe = await probeTools(
        (request) => withDeadlines(name, (inner) => provider.generate({ ...request, model: name }, inner), probeDeadlines, signal),
        clock,
        ({ error }) => new Fault('MODEL_FAILED', { ...error.data, model: name, detail: error.message }),
      )
      if (digest !== null) await kept.setProbe(digest, probe)
      return probe
    },
  }
}
export type Measurements = ReturnType<typeof createMeasurements>
