import type { LanguageModel } from 'ai'

/** List prices in US dollars for a million tokens. */
export type KnownModel = { name: string; contextTokens: number; inputUsdPerMillion: number; outputUsdPerMillion: number; hasThinking: boolean }

export type CloudProviderSpec = {
  id: string
  title: string
  /** Where its API is, without a slash at the end; empty where only the person knows. */
  url: string
  /** The headers that carry a key to it. */
  keyHeaders(apiKey: string): Record<string, string>
  /** Whether its models below take pictures. */
  takesImages?: boolean
  /** The first is the default. */
  models: readonly KnownModel[]
  /** Loads the SDK and makes the model; called for each request. */
  open(model: string, connection: { apiKey: string; baseUrl: string | null }): Promise<LanguageModel>
}

const model = (name: string, contextTokens: number, inputUsdPerMillion: number, outputUsdPerMillion: number, hasThinking = false): KnownModel => ({
  name,
  contextTokens,
  inputUsdPerMillion,
  outputUsdPerMillion,
  hasThinking,
})

const bearer = (apiKey: string) => ({ authorization: `Bearer ${apiKey}` })

/** Prices and sizes as the providers listed them in October 2025. A model that is not here costs 0 in our counts: its price is not known. */
export const cloudProviders: readonly CloudProviderSpec[] = [
  {
    id: 'openai',
    title: 'OpenAI',
    takesImages: true,
    url: 'https://api.openai.com/v1',
    keyHeaders: bearer,
    models: [
      model('gpt-5-mini', 400_000, 0.25, 2, true),
      model('gpt-5', 400_000, 1.25, 10, true),
      model('gpt-5-nano', 400_000, 0.05, 0.4, true),
      model('gpt-4.1', 1_047_576, 2, 8),
      model('gpt-4.1-mini', 1_047_576, 0.4, 1.6),
      model('gpt-4o', 128_000, 2.5, 10),
      model('gpt-4o-mini', 128_000, 0.15, 0.6),
    ],
    async open(name, { apiKey, baseUrl }) {
      const { createOpenAI } = await import('@ai-sdk/openai')
      return createOpenAI({ apiKey, baseURL: baseUrl ?? this.url }).chat(name)
    },
  },
  {
    id: 'anthropic',
    title: 'Anthropic',
    takesImages: true,
    url: 'https://api.anthropic.com/v1',
    keyHeaders: (apiKey) => ({ 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }),
    models: [
      model('claude-sonnet-4-5', 200_000, 3, 15, true),
      model('claude-haiku-4-5', 200_000, 1, 5, true),
      model('claude-opus-4-1', 200_000, 15, 75, true),
    ],
    async open(name, { apiKey, baseUrl }) {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      return createAnthropic({ apiKey, baseURL: baseUrl ?? this.url })(name)
    },
  },
  {
    id: 'google',
    title: 'Google Gemini',
    takesImages: true,
    url: 'https://generativelanguage.googleapis.com/v1beta',
    keyHeaders: (apiKey) => ({ 'x-goog-api-key': apiKey }),
    models: [
      model('gemini-2.5-flash', 1_048_576, 0.3, 2.5, true),
      model('gemini-2.5-pro', 1_048_576, 1.25, 10, true),
      model('gemini-2.5-flash-lite', 1_048_576, 0.1, 0.4, true),
    ],
    async open(name, { apiKey, baseUrl }) {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
      return createGoogleGenerativeAI({ apiKey, baseURL: baseUrl ?? this.url })(name)
    },
  },
  {
    id: 'groq',
    title: 'Groq',
    url: 'https://api.groq.com/openai/v1',
    keyHeaders: bearer,
    models: [
      model('llama-3.3-70b-versatile', 131_072, 0.59, 0.79),
      model('llama-3.1-8b-instant', 131_072, 0.05, 0.08),
      model('openai/gpt-oss-120b', 131_072, 0.15, 0.75, true),
      model('openai/gpt-oss-20b', 131_072, 0.1, 0.5, true),
    ],
    async open(name, { apiKey, baseUrl }) {
      const { createGroq } = await import('@ai-sdk/groq')
      return createGroq({ apiKey, baseURL: baseUrl ?? this.url })(name)
    },
  },
  {
    id: 'openai-compatible',
    title: 'OpenAI-compatible server',
    url: '',
    keyHeaders: bearer,
    models: [],
    async open(name, { apiKey, baseUrl }) {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
      const key = apiKey === '' ? {} : { apiKey }
      return createOpenAICompatible({ name: 'openai-compatible', baseURL: baseUrl ?? '', includeUsage: true, ...key }).chatModel(name)
    },
  },
]
