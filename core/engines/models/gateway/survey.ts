import { Fault } from '../../../contract/faults.ts'
import type { Model, ProviderStatus } from '../../../contract/models.ts'
import { type Clock, isoNow } from '../../../kernel/clock.ts'
import type { Provider } from '../port.ts'
import { type Circuit, createCircuit } from './circuit.ts'

export type Surveyed = { provider: Provider; circuit: Circuit; status: ProviderStatus; models: Model[] }

export type SurveyOptions = {
  providers: readonly Provider[]
  clock: Clock
  /** How long an answer about a provider is good for: choosing for each turn must not cost a round trip. */
  freshForMs?: number
  /** A provider that does not answer by then is unreachable. */
  statusTimeoutMs?: number
  circuit?: { failures?: number; halfOpenAfterMs?: number }
}

/** What each provider says of itself and which models it has, asked at most every few seconds, all at once, each on its own deadline. */
export function createSurvey({ providers, clock, freshForMs = 5_000, statusTimeoutMs = 3_000, circuit }: SurveyOptions) {
  const circuits = new Map(providers.map(({ id }) => [id, createCircuit({ clock, ...circuit })]))
  const kept = new Map<string, { atMs: number; answer: Promise<{ status: Omit<ProviderStatus, 'retryAt'>; models: Model[] }> }>()

  function circuitOf(id: string): Circuit {
    const found = circuits.get(id)
    if (!found) throw new Fault('NOT_FOUND', { what: 'model provider', name: id })
    return found
  }

  async function ask(provider: Provider) {
    const { id, title, isLocal, needsKey } = provider
    const startedMs = clock.now()
    const base = { id, title, isLocal, needsKey }
    const limit = AbortSignal.timeout(statusTimeoutMs)
    try {
      const said = await within(limit, provider.status(limit))
      const latencyMs = clock.now() - startedMs
      const models = said.state === 'ready' ? await within(limit, provider.models(limit)) : []
      return { status: { ...base, ...said, latencyMs }, models }
    } catch (error) {
      const detail = limit.aborted ? `No answer within ${statusTimeoutMs / 1000} s.` : (error as Error).message
      return { status: { ...base, state: 'unreachable' as const, detail, url: null, latencyMs: null, hasKey: false }, models: [] }
    }
  }

  async function look(provider: Provider): Promise<Surveyed> {
    let entry = kept.get(provider.id)
    if (!entry || clock.now() - entry.atMs >= freshForMs) {
      entry = { atMs: clock.now(), answer: ask(provider) }
      kept.set(provider.id, entry)
    }
    const { status, models } = await entry.answer
    const ofProvider = circuitOf(provider.id)
    const retryAt = ofProvider.retryAtMs === null ? null : isoNow({ now: () => ofProvider.retryAtMs ?? 0 })
    const failing = retryAt ? { state: 'failing' as const, detail: 'It failed repeatedly and is left alone until it is tried again.' } : {}
    return { provider, circuit: ofProvider, models, status: { ...status, ...failing, retryAt } }
  }

  return {
    look,
    all: () => Promise.all(providers.map(look)),
    circuitOf,
    provider(id: string): Provider {
      const found = providers.find((provider) => provider.id === id)
      if (!found) throw new Fault('NOT_FOUND', { what: 'model provider', name: id })
      return found
    },
    /** What was known of a provider is asked anew next time. */
    forget: (id: string) => void kept.delete(id),
  }
}

/** A provider that ignores its signal must not hold up the others. */
function within<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
