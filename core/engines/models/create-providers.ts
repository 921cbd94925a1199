import type { Model } from '../../contract/models.ts'
import type { Logger } from '../../kernel/logger.ts'
import { ollamaStore } from './llama/ollama-blobs.ts'
import { createLlamaProvider, type LlamaProviderOptions } from './llama/provider.ts'
import type { Provider, Secrets } from './port.ts'

export type ProvidersOptions = Pick<LlamaProviderOptions, 'childPath' | 'contextTokens' | 'memoryLimitBytes' | 'idleMs'> & {
  /** The person's own GGUF files; made when the first is added. */
  modelsFolder: string
  /** The models that ship with the app; null when there are none. */
  builtInFolder: string | null
  secrets: Secrets
  env: NodeJS.ProcessEnv
  logger: Logger
}

/** Every provider there is. None of them costs anything until it is asked; their libraries load with the first request. */
export function createProviders(options: ProvidersOptions): { providers: Provider[]; addFile(path: string): Promise<Model> } {
  const llama = createLlamaProvider({ ...options, ollamaStore: ollamaStore(options.env) })
  return { providers: [llama], addFile: llama.addFile }
}
