import { z } from 'zod'
import { route, stream } from './route.ts'

export const model = z.object({
  id: z.string().describe('provider/name, such as llama/spark or ollama/qwen3:8b'),
  provider: z.string(),
  name: z.string(),
  isLocal: z.boolean(),
  isLoaded: z.boolean(),
  isBuiltInDemo: z.boolean(),
  sizeBytes: z.number().nullable(),
  contextTokens: z.number().nullable().describe('What it was made for; the context really set is in model.selected.'),
  parameters: z.string().nullable().describe('Such as 8.2B or 3.4M.'),
  quantization: z.string().nullable(),
  hasTools: z.boolean().nullable().describe('null: not known before it is tried.'),
  hasThinking: z.boolean().nullable(),
  hasEmbeddings: z.boolean().nullable(),
  source: z.string().nullable().describe('The file, or the server, it comes from.'),
})
export type Model = z.infer<typeof model>

export const providerStatus = z.object({
  id: z.string(),
  title: z.string(),
  isLocal: z.boolean(),
  state: z
    .enum(['ready', 'not-configured', 'unreachable', 'failing'])
    .describe('failing: the circuit is open after repeated failures and is tried again at retryAt.'),
  detail: z.string().describe('What was found, in plain words.'),
  url: z.string().nullable(),
  latencyMs: z.number().nullable().describe('Of the last health check.'),
  retryAt: z.string().nullable(),
  needsKey: z.boolean(),
  hasKey: z.boolean(),
})
export type ProviderStatus = z.infer<typeof providerStatus>

export const modelsContract = {
  list: route('GET /models', 'Every model that can be used now, and where each comes from.')
    .input(z.object({}))
    .output(z.object({ models: z.array(model), providers: z.array(providerStatus), defaultModel: z.string().nullable() })),
  show: route('GET /models/show', 'What a provider tells of one model.')
    .input(z.object({ id: z.string() }))
    .output(z.object({ model, details: z.record(z.string(), z.unknown()) })),
  pull: route('POST /models/pull', 'Downloads a model through Ollama; the stream ends when it is there.')
    .input(z.object({ id: z.string() }))
    .output(
      stream(
        z.object({
          status: z.string(),
          completedBytes: z.number().nullable(),
          totalBytes: z.number().nullable(),
          isDone: z.boolean(),
          error: z.string().nullable(),
        }),
      ),
    ),
  remove: route('POST /models/remove', 'Deletes a model from its provider.')
    .input(z.object({ id: z.string() }))
    .output(z.object({ removed: z.boolean() })),
  addFile: route('POST /models/files', "Adds a GGUF file by its path: linked into the app's models folder, not copied.")
    .input(z.object({ path: z.string() }))
    .output(model),
  setKey: route('PUT /models/providers/{provider}/key', "Keeps a provider's key in the operating system's keychain; an empty key removes it.")
    .input(z.object({ provider: z.string(), key: z.string().max(1000) }))
    .output(providerStatus),
  check: route('POST /models/providers/{provider}/check', 'Asks a provider now whether it answers.')
    .input(z.object({ provider: z.string() }))
    .output(providerStatus),
}
