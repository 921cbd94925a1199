import type { DownloadList, ModelDownload } from '../../core/contract/downloads.ts'
import type { CatalogueModel, MemoryVerdict, ModelFacts } from '../../core/contract/models.ts'
import * as given from './fake-data.ts'

const verdict = (weightsBytes: number, kind: MemoryVerdict['verdict'], detail: string): MemoryVerdict => ({
  verdict: kind,
  detail,
  loadsNow: kind === 'fits',
  weightsBytes,
  contextTokens: 8_192,
  contextBytes: 900_000_000,
  neededBytes: weightsBytes + 1_100_000_000,
  freeBytes: 16_600_000_000,
  totalBytes: 32_000_000_000,
})

/** What is known of each model: one is measured and tested, one failed its test, of one nothing is known. */
export const facts: ModelFacts[] = given.models.map((model, index) => ({
  ...model,
  digest: `pieces:${String(index).repeat(64)}`,
  contextUsedTokens: Math.min(8_192, model.contextTokens ?? 0),
  memory:
    index === 2
      ? verdict(model.sizeBytes ?? 0, 'tight', 'It loads once other programs are closed.')
      : verdict(model.sizeBytes ?? 0, 'fits', 'It loads with 8,192 tokens of context.'),
  speed: index === 2 ? null : { outputTokensPerSecond: 41.2, promptTokensPerSecond: 186.4, answers: 20, lastAt: given.ago(3_000) },
  probe:
    index === 0
      ? { outcome: 'calls-tools', hasTools: true, detail: 'It called the tool it was given.', at: given.ago(3_000), durationMs: 840 }
      : index === 1
        ? { outcome: 'no-call', hasTools: false, detail: 'It talked about the tool and did not call it.', at: given.ago(9_000), durationMs: 4_100 }
        : null,
  roles: index === 1 ? ['planner'] : [],
  isBusy: index === 1,
  removal: model.provider === 'ollama' ? 'ollama' : null,
}))

const download = (id: string, state: ModelDownload['state'], more: Partial<ModelDownload>): ModelDownload => ({
  id,
  kind: 'file',
  name: id,
  modelId: `llama/${id}`,
  url: `https://huggingface.co/example/${id}.gguf`,
  state,
  detail: '',
  receivedBytes: 5_800_000_000,
  totalBytes: 9_300_000_000,
  bytesPerSecond: null,
  remainingMs: null,
  startedOver: null,
  checksum: 'expected',
  canResume: state === 'failed' || state === 'paused',
  canPause: state === 'downloading' || state === 'stalled',
  createdAt: given.ago(5),
  finishedAt: null,
  ...more,
})

export const downloads: DownloadList = {
  folder: '/home/me/.cortex/models',
  freeBytes: 118_000_000_000,
  downloads: [
    download('qwen3-14b', 'downloading', { bytesPerSecond: 24_000_000, remainingMs: 146_000 }),
    download('gpt-oss-20b', 'stalled', { detail: 'Nothing comes. It is tried again by itself.' }),
    download('llama3.3-70b', 'failed', { detail: 'There is no room: 42.5 GB are needed, 30 GB are free. Free some and resume.' }),
  ],
}

export const catalogue: CatalogueModel[] = [
  {
    id: 'qwen3-4b',
    name: 'Qwen3 4B',
    use: 'The smallest that plans and calls several tools in a row.',
    kind: 'chat',
    parameters: '4B',
    quantization: 'Q4_K_M',
    sizeBytes: 2_497_280_256,
    contextTokens: 40_960,
    kvBytesPerToken: 147_456,
    licence: 'Apache-2.0',
    url: 'https://huggingface.co/Qwen/Qwen3-4B-GGUF/resolve/main/Qwen3-4B-Q4_K_M.gguf',
    page: 'https://huggingface.co/Qwen/Qwen3-4B-GGUF',
    sha256: null,
    ollama: 'qwen3:4b',
    memory: verdict(2_497_280_256, 'fits', 'It loads with 8,192 tokens of context.'),
    installedAs: [],
    downloadId: null,
  },
]
