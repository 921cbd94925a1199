import { z } from 'zod'

/** A model on its way to this computer: a GGUF file from an address, or one that Ollama fetches. */
export const modelDownload = z.object({
  id: z.string(),
  kind: z.enum(['file', 'ollama']),
  name: z.string().describe('What the model will be called: a file name without its ending, or Ollama’s name.'),
  modelId: z.string().describe('provider/name under which it is listed once it is there.'),
  url: z.string().nullable().describe('null for Ollama, which knows itself where from.'),
  state: z
    .enum(['queued', 'connecting', 'downloading', 'stalled', 'paused', 'verifying', 'done', 'failed'])
    .describe('stalled: nothing comes; it is tried again by itself. failed: it waits for somebody; resume tries again.'),
  detail: z.string().describe('What is going on, or went wrong and what to do, in plain words.'),
  receivedBytes: z.number(),
  totalBytes: z.number().nullable(),
  bytesPerSecond: z.number().nullable().describe('Over the last seconds; null while nothing comes.'),
  remainingMs: z.number().nullable(),
  startedOver: z.string().nullable().describe('Why what had come before was thrown away; null when it was not.'),
  checksum: z
    .enum(['unknown', 'expected', 'matched'])
    .describe('unknown: nobody told one, so only the length and the header are checked. expected: it will be compared.'),
  canResume: z.boolean(),
  canPause: z.boolean(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
})
export type ModelDownload = z.infer<typeof modelDownload>

export const downloadList = z.object({
  downloads: z.array(modelDownload),
  folder: z.string(),
  freeBytes: z.number().nullable().describe('On the disk of the models folder; null when it cannot be told.'),
})
export type DownloadList = z.infer<typeof downloadList>

/** Just one of the three. */
export const downloadRequest = z
  .object({
    url: z.string().max(4000).optional().describe('The https address of a GGUF file.'),
    catalogue: z.string().optional().describe('The id of a model of the catalogue, as a GGUF file.'),
    ollama: z.string().max(300).optional().describe('A name in Ollama’s library, such as qwen3:8b, for the running Ollama.'),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, { message: 'give either url, catalogue or ollama' })
export type DownloadRequest = z.infer<typeof downloadRequest>
