import { z } from 'zod'
import { downloadList, downloadRequest, modelDownload } from './downloads.ts'
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

/** Whether a model has room in memory, told before it is loaded. */
export const memoryVerdict = z.object({
  verdict: z
    .enum(['fits', 'tight', 'too-large'])
    .describe('tight: with a small context, with little left, or only after other programs were closed. too-large: this computer has too little.'),
  detail: z.string().describe('Why, in plain words.'),
  loadsNow: z.boolean().describe('Whether it would be loaded with what is free now.'),
  weightsBytes: z.number(),
  contextTokens: z.number().describe('The context it would get.'),
  contextBytes: z.number().describe('What that context takes, for all conversations that are kept in memory at once.'),
  neededBytes: z.number().describe('Weights, context and buffers together.'),
  freeBytes: z.number(),
  totalBytes: z.number(),
})
export type MemoryVerdict = z.infer<typeof memoryVerdict>

/** Medians of real answers on this computer. */
export const modelSpeed = z.object({
  outputTokensPerSecond: z.number().nullable(),
  promptTokensPerSecond: z.number().nullable().describe('null where it cannot be told apart, or no prompt was long enough.'),
  answers: z.number().describe('How many of the last answers this is the median of.'),
  lastAt: z.string(),
})
export type ModelSpeed = z.infer<typeof modelSpeed>

/** What happened when a model was asked for one tool call. */
export const toolProbe = z.object({
  outcome: z
    .enum(['calls-tools', 'wrong-call', 'no-call', 'refused'])
    .describe('wrong-call: another tool or other arguments than asked. no-call: it only talked. refused: its server does not offer tools for it.'),
  hasTools: z.boolean().describe('Only a right call counts.'),
  detail: z.string(),
  at: z.string(),
  durationMs: z.number(),
})
export type ToolProbe = z.infer<typeof toolProbe>

export const modelFacts = model.extend({
  digest: z.string().nullable().describe('Of its contents, so that what is known goes with the bytes and not with the name; null for a cloud.'),
  contextUsedTokens: z.number().nullable().describe('The context it has now, or would get when it is loaded.'),
  memory: memoryVerdict.nullable().describe('null where it does not run on this computer.'),
  speed: modelSpeed.nullable().describe('null before enough was answered here.'),
  probe: toolProbe.nullable().describe('null before it was tried.'),
  roles: z.array(z.string()).describe('What it is the default for.'),
  isBusy: z.boolean().describe('It is answering right now.'),
  removal: z
    .enum(['file', 'link', 'ollama'])
    .nullable()
    .describe('What removing takes away: the file, only the link to it, or the model in Ollama; null when it cannot be removed here.'),
})
export type ModelFacts = z.infer<typeof modelFacts>

export const catalogueModel = z.object({
  id: z.string(),
  name: z.string(),
  /** What it is good at, in one sentence. */
  use: z.string(),
  kind: z.enum(['chat', 'reasoning', 'code', 'embedding']),
  parameters: z.string(),
  quantization: z.string(),
  sizeBytes: z.number().describe('Of the file, to within a few per cent.'),
  contextTokens: z.number(),
  kvBytesPerToken: z.number().describe('Memory a token of context takes at 16 bit.'),
  licence: z.string(),
  url: z.string().describe('Of the GGUF file.'),
  page: z.string().describe('Where its maker or packer describes it.'),
  sha256: z.string().nullable().describe('null: not written down here; the download asks the server for it.'),
  ollama: z.string().nullable().describe('Its name in Ollama’s library.'),
  memory: memoryVerdict,
  installedAs: z.array(z.string()).describe('Ids of models here that are this one: by its file name or by its name in Ollama.'),
  downloadId: z.string().nullable().describe('The download that is bringing it.'),
})
export type CatalogueModel = z.infer<typeof catalogueModel>

/** What was found in a file before it is added. */
export const modelFileReport = z.object({
  path: z.string(),
  name: z.string(),
  isUsable: z.boolean(),
  refusal: z.string().nullable().describe('Why it cannot be added and what to do, in plain words.'),
  warnings: z.array(z.string()).describe('It can be added, but a person should know.'),
  architecture: z.string().nullable(),
  parameters: z.string().nullable(),
  quantization: z.string().nullable(),
  contextTokens: z.number().nullable(),
  sizeBytes: z.number().nullable(),
  memory: memoryVerdict.nullable(),
})
export type ModelFileReport = z.infer<typeof modelFileReport>

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
  facts: route('GET /models/facts', 'Every model with what is known of it on this computer: memory, speed, tools, roles.')
    .input(z.object({}))
    .output(z.object({ models: z.array(modelFacts), providers: z.array(providerStatus), defaultModel: z.string().nullable() })),
  probe: route('POST /models/probe', 'Asks a model for one tool call and checks it. The result is kept by the digest of the model.')
    .input(z.object({ id: z.string() }))
    .output(toolProbe),
  catalogue: route('GET /models/catalogue', 'Good open models, each with whether it fits this computer.')
    .input(z.object({}))
    .output(z.object({ models: z.array(catalogueModel), freeBytes: z.number(), totalBytes: z.number() })),
  inspectFile: route('POST /models/files/inspect', 'What a GGUF file is and whether it can be added, without adding it.')
    .input(z.object({ path: z.string() }))
    .output(modelFileReport),
  downloads: route('GET /models/downloads', 'Models on their way, and those that arrived since the start.').input(z.object({})).output(downloadList),
  watchDownloads: route('GET /models/downloads/events', 'The downloads now, and again whenever they change, at most four times a second.')
    .input(z.object({}))
    .output(stream(downloadList)),
  download: route('POST /models/downloads', 'Starts to download a model: by address, from the catalogue, or through Ollama.')
    .input(downloadRequest)
    .output(modelDownload),
  pauseDownload: route('POST /models/downloads/{id}/pause', 'Stops a download and keeps what has come.')
    .input(z.object({ id: z.string() }))
    .output(modelDownload),
  resumeDownload: route('POST /models/downloads/{id}/resume', 'Goes on with a download that was paused or has failed.')
    .input(z.object({ id: z.string() }))
    .output(modelDownload),
  cancelDownload: route('DELETE /models/downloads/{id}', 'Ends a download and deletes what has come; takes one that is over off the list.')
    .input(z.object({ id: z.string() }))
    .output(z.object({ removed: z.boolean() })),
}
