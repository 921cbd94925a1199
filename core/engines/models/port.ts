import type { Model, ModelFacts, ProviderStatus } from '../../contract/models.ts'
import type { RunError, Usage } from '../../contract/runs.ts'

/** One message as a model sees it. Tool results answer a call by its id. */
export type ModelMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string; images?: ModelImage[] }
  | { role: 'assistant'; content: string; toolCalls: ToolCall[] }
  | { role: 'tool'; callId: string; name: string; content: string }

/** PNG, JPEG, GIF or WebP. The text of its message names it, for models that cannot see. */
export type ModelImage = { name: string; mediaType: string; bytes: Uint8Array }

/** `arguments` is the parsed object, or the model's own text when that is no JSON. */
export type ToolCall = { callId: string; name: string; arguments: unknown }

/** `parameters` is a JSON Schema of type object. */
export type ToolDefinition = { name: string; description: string; parameters: Record<string, unknown> }

export type GenerateRequest = {
  /** The provider's own name of the model, without the provider: `qwen3:8b`. */
  model: string
  messages: ModelMessage[]
  tools: ToolDefinition[]
  temperature: number | null
  /** Always set: a small model may never stop by itself. */
  maxOutputTokens: number
  /** The context to ask the provider for, in tokens; null for the provider's choice. */
  contextTokens: number | null
  /** Texts at which to stop, for the tag protocol. */
  stop: string[]
}

/** What an answer really took, where the provider can tell; loading and waiting in a queue are not in it. Tokens that were kept from before are not counted. */
export type Timing = { promptTokens: number; promptMs: number; outputTokens: number; outputMs: number }

/** What a model says. A stream never throws: it ends in exactly one `finished` or `failed`. */
export type ModelEvent =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string }
  | { type: 'tool-call'; call: ToolCall }
  | { type: 'finished'; reason: 'stop' | 'length' | 'tool-calls'; usage: Usage; timing?: Timing }
  | { type: 'failed'; error: RunError; isRetryable: boolean; usage: Usage }

/** `isUnreachable`, beside an error: the place to pull from did not answer or went away, so that it is worth trying again. */
export type PullProgress = {
  status: string
  completedBytes: number | null
  totalBytes: number | null
  isDone: boolean
  error: string | null
  isUnreachable?: boolean
}

/** What memory planning needs to know of a model; null for what its file does not say. */
export type MemoryNeed = {
  weightsBytes: number
  kvBytesPerToken: number | null
  trainContextTokens: number | null
  /** null for as much as memory allows. */
  wantedContextTokens: number | null
  /** How many conversations are kept in memory at once, at most; each takes a context. */
  conversations: number
}

/** What a provider knows of a model beside what `models` lists. */
export type ProvidersFacts = {
  name: string
  digest: string | null
  /** The context it has while it is loaded; null while it is not. */
  loadedContextTokens: number | null
  /** null where it does not run on this computer. */
  need: MemoryNeed | null
  removal: ModelFacts['removal']
}

/**
 * A place where models run. `provider.testsuite.ts` runs on each. Every method ends when its signal aborts
 * and has a deadline of its own; `generate` reports failures as its last event, the others throw a Fault.
 */
export type Provider = {
  readonly id: string
  readonly title: string
  readonly isLocal: boolean
  readonly needsKey: boolean
  status(signal: AbortSignal): Promise<Pick<ProviderStatus, 'state' | 'detail' | 'url' | 'hasKey'>>
  models(signal: AbortSignal): Promise<Model[]>
  /** Context size in tokens that `generate` really gets for this model, whether it calls tools natively, and whether it takes images. */
  capabilities(model: string, signal: AbortSignal): Promise<{ contextTokens: number; hasTools: boolean; hasImages?: boolean }>
  /** Exact where the provider can count; null where only an estimate is possible. */
  countTokens?(model: string, text: string): Promise<number>
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<ModelEvent>
  embed?(model: string, texts: string[], signal: AbortSignal): Promise<number[][]>
  pull?(model: string, signal: AbortSignal): AsyncIterable<PullProgress>
  remove?(model: string, signal: AbortSignal): Promise<void>
  show?(model: string, signal: AbortSignal): Promise<Record<string, unknown>>
  facts?(signal: AbortSignal): Promise<ProvidersFacts[]>
  /** Of the model's contents, quickly; null when it is not there. */
  digest?(model: string, signal: AbortSignal): Promise<string | null>
  /** Asks the provider's own server whether the key works; `status` says no more than what is known without a call. */
  test?(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/**
 * A wish for a model: provider/name, the same with a reason of its own, or a role, which stands for the model that the person set
 * for it (and for the one of `chat` where none is set).
 */
export type Preference = string | { model: string; why: string } | { role: string }

/** A model picked for a turn. `why` is for the person: "preferred by assistant", "the only one here". */
export type ChosenModel = { id: string; provider: string; name: string; contextTokens: number; hasTools: boolean; hasImages?: boolean; why: string }

/** The one door to all providers: it chooses, falls back before the first token, trips circuits and counts. */
export type ModelGateway = {
  list(signal?: AbortSignal): Promise<{ models: Model[]; providers: ProviderStatus[]; defaultModel: string | null }>
  /**
   * Candidates in order of preference: those of `prefer`, then a running Ollama's, then llama.cpp's (the
   * built-in demo model last among local ones), then those with a key. Unreachable ones are left out and reported to `onSkip`.
   * Throws NO_MODEL when nothing is left.
   */
  choose(prefer: readonly Preference[], signal: AbortSignal, onSkip?: (skipped: { model: string; why: string }) => void): Promise<ChosenModel>
  /**
   * Streams from the chosen model; when it fails before its first token and the failure is retryable, goes on with the next
   * candidate and says so with `onSkip` and `onChosen`. Ends in `finished` or `failed`, never throws.
   */
  generate(
    request: Omit<GenerateRequest, 'model' | 'contextTokens'> & { prefer: readonly Preference[] },
    options: {
      signal: AbortSignal
      chosen?: ChosenModel
      onChosen?: (model: ChosenModel) => void
      onSkip?: (skipped: { model: string; why: string }) => void
    },
  ): AsyncIterable<ModelEvent>
  embed(model: string, texts: string[], signal: AbortSignal): Promise<number[][]>
  /** Tokens of a text for a model: counted where the provider can, else estimated at 3.5 characters a token, rounded up. */
  countTokens(model: ChosenModel, text: string): Promise<number>
  pull(id: string, signal: AbortSignal): AsyncIterable<PullProgress>
  remove(id: string, signal: AbortSignal): Promise<void>
  show(id: string, signal: AbortSignal): Promise<{ model: Model; details: Record<string, unknown> }>
  /** Links a GGUF file into the models folder; throws BAD_INPUT when it is no GGUF. */
  addFile(path: string): Promise<Model>
  setKey(provider: string, key: string): Promise<ProviderStatus>
  /** Asks the provider's own server, with its key, within 15 s. */
  check(provider: string, signal: AbortSignal): Promise<ProviderStatus>
  /** What was known of a provider's models is asked anew. */
  refresh(provider: string): void
  /** Ids of the models that answer right now. */
  busy(): string[]
  close(): Promise<void>
}

/** Where keys live: the operating system's keychain through the host (Electron), else environment variables, read-only. */
export type Secrets = {
  get(name: string): Promise<string | null>
  /** null removes it. Throws NOT_SUPPORTED where nothing safe to keep it in exists. */
  set(name: string, value: string | null): Promise<void>
}
