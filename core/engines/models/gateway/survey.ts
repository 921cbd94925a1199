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
  /** A provider that has not answered by then counts as unreachable until it does. */
  statusTimeoutMs?: number
  /** A question without an answer is given up by then, and asked anew. */
  giveUpMs?: number
  /** A provider is in another state, or has other models, than what was last told of it. */
  onChange?: () => void
  circuit?: { failures?: number; halfOpenAfterMs?: number }
}

type Answer = { status: Omit<ProviderStatus, 'retryAt'>; models: Model[] }
/** `soon` is what is known when the patience is over; `whole` comes later where the provider is slow, at `answeredAtMs`. */
type Asked = { soon: Promise<Answer>; whole: Promise<Answer>; answeredAtMs: number | null }

/** What each provider says of itself and which models it has, asked at most every few seconds, all at once, each on its own deadline. */
export function createSurvey(options: SurveyOptions) {
  const { providers, clock, freshForMs = 5_000, statusTimeoutMs = 3_000, giveUpMs = 15_000, circuit, onChange = () => {} } = options
  const circuits = new Map(providers.map(({ id }) => [id, createCircuit({ clock, ...circuit })]))
  const kept = new Map<string, Asked>()
  /** By provider: what was last told of it. */
  const told = new Map<string, string>()

  function circuitOf(id: string): Circuit {
    const found = circuits.get(id)
    if (!found) throw new Fault('NOT_FOUND', { what: 'model provider', name: id })
    return found
  }

  function unreachable({ id, title, isLocal, needsKey }: Provider, detail: string): Answer {
    const base = { id, title, isLocal, needsKey }
    return { status: { ...base, state: 'unreachable', detail, url: null, latencyMs: null, hasKey: false }, models: [] }
  }
  const noAnswer = (limitMs: number) => `No answer within ${limitMs / 1000} s.`

  async function answerOf(provider: Provider): Promise<Answer> {
    const { id, title, isLocal, needsKey } = provider
    const startedMs = clock.now()
    const limit = AbortSignal.timeout(giveUpMs)
    try {
      const said = await within(limit, provider.status(limit))
      const latencyMs = clock.now() - startedMs
      const models = said.state === 'ready' ? await within(limit, provider.models(limit)) : []
      return { status: { id, title, isLocal, needsKey, ...said, latencyMs }, models }
    } catch (error) {
      return unreachable(provider, limit.aborted ? noAnswer(giveUpMs) : (error as Error).message)
    }
  }

  function ask(provider: Provider): Asked {
    const whole = answerOf(provider)
    const soon = new Promise<Answer>((resolve) => {
      const patience = setTimeout(() => resolve(unreachable(provider, noAnswer(statusTimeoutMs))), statusTimeoutMs)
      void whole.then(resolve).finally(() => clearTimeout(patience))
    })
    const asked: Asked = { soon, whole, answeredAtMs: null }
    void whole.then((answer) => {
      asked.answeredAtMs = clock.now()
      // Nobody waits for it any more: who was told something else hears that there is news.
      if (kept.get(provider.id) === asked && told.has(provider.id)) tell(provider.id, answer)
    })
    return asked
  }

  function tell(id: string, { status, models }: Answer): void {
    const now = JSON.stringify([status.state, models.map((model) => model.id)])
    const last = told.get(id)
    told.set(id, now)
    if (last !== undefined && last !== now) onChange()
  }

  async function look(provider: Provider): Promise<Surveyed> {
    let asked = kept.get(provider.id)
    if (!asked || (asked.answeredAtMs !== null && clock.now() - asked.answeredAtMs >= freshForMs)) {
      asked = ask(provider)
      kept.set(provider.id, asked)
    }
    const answer = await (asked.answeredAtMs === null ? asked.soon : asked.whole)
    tell(provider.id, answer)
    const { status, models } = answer
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
    /** Waits for local providers that were slow to answer; false: there was none to wait for. */
    async waitForSlow(signal: AbortSignal): Promise<boolean> {
      const late = providers.flatMap(({ id, isLocal }) => (isLocal ? (kept.get(id) ?? []) : [])).filter(({ answeredAtMs }) => answeredAtMs === null)
      await within(signal, Promise.all(late.map(({ whole }) => whole)))
      return late.length > 0
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
