import { Fault, type FaultCode } from '../../contract/faults.ts'
import type { Model } from '../../contract/models.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import { keyName } from './environment-secrets.ts'
import { type Candidate, type Skipped, toCandidates, toWishes } from './gateway/candidates.ts'
import { createSurvey, type SurveyOptions } from './gateway/survey.ts'
import { type StreamDeadlines, withDeadlines } from './gateway/with-deadlines.ts'
import type { ChosenModel, ModelEvent, ModelGateway, Preference, Provider, Secrets, Timing } from './port.ts'
import { type Failed, failedWith, toFault } from './run-error.ts'

export type ModelGatewayOptions = {
  /** The gateway owns them: `close` closes them. */
  providers: readonly Provider[]
  clock: Clock
  logger: Logger
  secrets: Secrets
  /** Links a GGUF file into the models folder (llama.cpp's provider does). */
  addFile(path: string): Promise<Model>
  /** What the person set: role -> provider/name. Asked for each choice. */
  roles?: () => Readonly<Record<string, string | undefined>>
  /** Whether a model calls tools, where that was tried; null where it was not. What was tried counts more than what is said of it. */
  probed?: (provider: Provider, name: string, signal: AbortSignal) => Promise<boolean | null>
  /** Hears of each whole answer, for measuring. */
  onAnswer?: (provider: Provider, name: string, timing: Timing) => void
  deadlines?: Partial<StreamDeadlines>
  /** A provider came or went, or has other models than before. */
  onChange?: () => void
  survey?: Pick<SurveyOptions, 'freshForMs' | 'statusTimeoutMs' | 'giveUpMs' | 'circuit'>
}

const charactersPerToken = 3.5
const testTimeoutMs = 15_000

/** The one door to all providers; see `ModelGateway` for what it promises. */
export function createModelGateway(options: ModelGatewayOptions): ModelGateway {
  const { providers, clock, logger, secrets, addFile, roles = () => ({}), probed = async () => null } = options
  const { onAnswer = () => {}, onChange = () => {} } = options
  const deadlines = { firstTokenTimeoutMs: 180_000, stallTimeoutMs: 60_000, ...options.deadlines }
  const survey = createSurvey({ providers, clock, onChange, ...options.survey })
  /** Answers that are being given now, by the model's id. */
  const answering = new Map<string, number>()
  const count = (id: string, by: 1 | -1) => {
    const now = (answering.get(id) ?? 0) + by
    if (now > 0) answering.set(id, now)
    else answering.delete(id)
  }

  /** Candidates one by one, each with its capabilities known, without those `tried`; the ones that cannot be used are told to `onSkip`. */
  async function* usable(
    prefer: readonly Preference[],
    signal: AbortSignal,
    onSkip: (skipped: Skipped) => void,
    tried = new Set<string>(),
  ): AsyncGenerator<ChosenModel> {
    const wishes = toWishes(prefer, roles())
    let found = toCandidates(await survey.all(), wishes)
    // Neither is a question refused, nor does it go to a cloud that nobody named, because what runs here was slow to start.
    const isSettled = found.candidates.some(({ model, isWished }) => model.isLocal || isWished)
    if (!isSettled && (await survey.waitForSlow(signal))) found = toCandidates(await survey.all(), wishes)
    const { candidates, skipped } = found
    // What is preferred and missing was told when the first was chosen.
    if (tried.size === 0) for (const skip of skipped) onSkip(skip)
    for (const candidate of candidates) {
      if (tried.has(candidate.model.id)) continue
      const chosen = await toChosen(candidate, signal).catch((error: Error) => {
        signal.throwIfAborted()
        onSkip({ model: candidate.model.id, why: error.message })
        return null
      })
      if (chosen) yield chosen
    }
  }

  async function toChosen({ model, surveyed, why }: Candidate, signal: AbortSignal): Promise<ChosenModel> {
    const { contextTokens, hasTools, hasImages = false } = await surveyed.provider.capabilities(model.name, signal)
    const tried = await probed(surveyed.provider, model.name, signal).catch(() => null)
    return { id: model.id, provider: model.provider, name: model.name, contextTokens, hasTools: tried ?? hasTools, hasImages, why }
  }

  async function choose(prefer: readonly Preference[], signal: AbortSignal, onSkip: (skipped: Skipped) => void = () => {}): Promise<ChosenModel> {
    const skipped: Skipped[] = []
    const note = (skip: Skipped) => {
      skipped.push(skip)
      onSkip(skip)
    }
    for await (const chosen of usable(prefer, signal, note)) return chosen
    signal.throwIfAborted()
    throw noModel(skipped)
  }

  /** One attempt. The circuit counts it as good with its first event; a stream that fails later counts as one failure more. */
  async function* attempt(chosen: ChosenModel, request: Parameters<ModelGateway['generate']>[0], signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const { prefer: _, ...rest } = request
    const circuit = survey.circuitOf(chosen.provider)
    const whole = { ...rest, model: chosen.name, contextTokens: chosen.contextTokens }
    const provider = survey.provider(chosen.provider)
    const stream = withDeadlines(chosen.id, (inner) => provider.generate(whole, inner), deadlines, signal)
    const startedMs = performance.now()
    count(chosen.id, 1)
    try {
      let first: ModelEvent | undefined
      const outcome = await circuit
        .run(async () => {
          first = (await stream.next()).value as ModelEvent
          if (first.type === 'failed' && isProvidersFault(first)) throw new Error(first.error.message)
        })
        .catch(() => 'failed' as const)
      if (outcome === 'open') first = unavailable(chosen.id, 'It failed repeatedly and is left alone for a while.')
      if (first) yield first
      for await (const event of stream) {
        if (event.type === 'failed' && isProvidersFault(event)) await circuit.recordFailure()
        if (event.type === 'finished') onAnswer(provider, chosen.name, event.timing ?? asWaitedFor(event.usage.outputTokens, startedMs))
        yield event
      }
    } finally {
      count(chosen.id, -1)
      await stream.return(undefined)
    }
  }

  async function* generate(
    ...[request, { signal, chosen, onChosen, onSkip = () => {} }]: Parameters<ModelGateway['generate']>
  ): AsyncGenerator<ModelEvent> {
    const tried = new Set<string>()
    const skipped: Skipped[] = []
    const note = (skip: Skipped) => {
      skipped.push(skip)
      onSkip(skip)
    }
    let lastFailure: Failed | null = null

    async function* inOrder(): AsyncGenerator<ChosenModel> {
      if (chosen) yield chosen
      yield* usable(request.prefer, signal, note, tried)
    }

    try {
      for await (const model of inOrder()) {
        if (model.id !== chosen?.id) onChosen?.(model)
        tried.add(model.id)
        let hasSpoken = false
        for await (const event of attempt(model, request, signal)) {
          if (event.type === 'failed' && event.isRetryable && !hasSpoken && !signal.aborted) {
            lastFailure = event
            note({ model: model.id, why: event.error.message })
            logger.warn('A model failed before its first token', { model: model.id, code: event.error.code })
            survey.forget(model.provider)
            break
          }
          hasSpoken = true
          yield event
          if (event.type === 'finished' || event.type === 'failed') return
        }
      }
      yield lastFailure ?? failedWith(noModel(skipped))
    } catch (error) {
      if (!signal.aborted) logger.error('Choosing a model failed', { error: String(error) })
      yield failedWith(toFault(error, 'The model', signal))
    }
  }

  const parse = (id: string) => {
    const slash = id.indexOf('/')
    if (slash < 1) throw new Fault('NOT_FOUND', { what: 'model', name: id })
    return { provider: survey.provider(id.slice(0, slash)), name: id.slice(slash + 1) }
  }
  const unsupported = (provider: Provider, what: string) => new Fault('NOT_SUPPORTED', { detail: `${provider.title} cannot ${what}.` })

  async function look(id: string) {
    survey.forget(id)
    return (await survey.look(survey.provider(id))).status
  }

  return {
    async list() {
      const surveyed = await survey.all()
      const { candidates } = toCandidates(surveyed, toWishes([{ role: 'chat' }], roles()))
      return {
        models: surveyed.flatMap(({ models }) => models),
        providers: surveyed.map(({ status }) => status),
        defaultModel: candidates[0]?.model.id ?? null,
      }
    },
    choose,
    generate,
    async embed(id, texts, signal) {
      const { provider, name } = parse(id)
      if (!provider.embed) throw unsupported(provider, 'make embeddings')
      return provider.embed(name, texts, signal)
    },
    async countTokens(model, text) {
      const exact = await survey
        .provider(model.provider)
        .countTokens?.(model.name, text)
        .catch(() => null)
      return exact ?? Math.ceil(text.length / charactersPerToken)
    },
    async *pull(id, signal) {
      const { provider, name } = parse(id)
      if (!provider.pull) throw unsupported(provider, 'download models')
      yield* provider.pull(name, signal)
      survey.forget(provider.id)
    },
    async remove(id, signal) {
      const { provider, name } = parse(id)
      if (!provider.remove) throw unsupported(provider, 'delete models')
      if (answering.has(id))
        throw new Fault('MODEL_BUSY', { model: id, detail: 'Stop what it is answering, or wait until it is done, then delete it.' })
      await provider.remove(name, signal)
      survey.forget(provider.id)
    },
    async show(id, signal) {
      const { provider, name } = parse(id)
      const model = (await survey.look(provider)).models.find((found) => found.id === id)
      if (!model) throw new Fault('NOT_FOUND', { what: 'model', name: id })
      return { model, details: (await provider.show?.(name, signal)) ?? {} }
    },
    async addFile(path) {
      const model = await addFile(path)
      survey.forget(model.provider)
      return model
    },
    async setKey(id, key) {
      const { isLocal, title } = survey.provider(id)
      if (isLocal) throw new Fault('NOT_SUPPORTED', { detail: `${title} needs no key.` })
      await secrets.set(keyName(id), key === '' ? null : key)
      return look(id)
    },
    async check(id, signal) {
      const provider = survey.provider(id)
      await provider.test?.(AbortSignal.any([signal, AbortSignal.timeout(testTimeoutMs)]))
      signal.throwIfAborted()
      return look(id)
    },
    refresh: survey.forget,
    busy: () => [...answering.keys()],
    async close() {
      await Promise.allSettled(providers.map((provider) => provider.close()))
    },
  }
}

/** For providers that do not measure: the whole wait counts, and what the prompt took cannot be told apart. */
const asWaitedFor = (outputTokens: number, startedMs: number): Timing => ({
  promptTokens: 0,
  promptMs: 0,
  outputTokens,
  outputMs: performance.now() - startedMs,
})

/** Failures that say something of the provider's health; a stop by the person, a wrong key or a model too large for the memory do not. */
function isProvidersFault({ error }: Failed): boolean {
  const codes: string[] = ['MODEL_LOST', 'PROVIDER_UNREACHABLE', 'DEADLINE_EXCEEDED'] satisfies FaultCode[]
  return codes.includes(error.code) || Number(error.data?.status) >= 429
}

function noModel(skipped: readonly Skipped[]): Fault {
  const detail = skipped.length === 0 ? 'none was found.' : skipped.map(({ model, why }) => `${model}: ${why}`).join(' ')
  return new Fault('NO_MODEL', { detail })
}

const unavailable = (model: string, detail: string) => failedWith(new Fault('MODEL_FAILED', { model, detail }), true)
