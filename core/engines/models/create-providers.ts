import type { Logger } from '../../kernel/logger.ts'
import { cloudProviders } from './cloud/catalogue.ts'
import { createCloudProvider } from './cloud/provider.ts'
import { ollamaStore } from './llama/ollama-blobs.ts'
import { createLlamaProvider, type LlamaProvider, type LlamaProviderOptions } from './llama/provider.ts'
import { createOllamaProvider } from './ollama/provider.ts'
import type { Provider, Secrets } from './port.ts'

export type ProvidersOptions = Pick<LlamaProviderOptions, 'childPath' | 'contextTokens' | 'memoryLimitBytes' | 'idleMs' | 'onMemoryKnown'> & {
  /** The person's own GGUF files; made when the first is added. */
  modelsFolder: string
  /** The models that ship with the app; null when there are none. */
  builtInFolder: string | null
  secrets: Secrets
  env: NodeJS.ProcessEnv
  /** Where the person says that Ollama is; null leaves it to OLLAMA_HOST. */
  ollamaAddress?: () => string | null
  logger: Logger
}

/** Every provider there is. None of them costs anything until it is asked; their libraries load with the first request. */
export function createProviders(options: ProvidersOptions): { providers: Provider[]; llama: LlamaProvider; addFile: LlamaProvider['addFile'] } {
  const { secrets, env, contextTokens = null } = options
  const llama = createLlamaProvider({ ...options, ollamaStore: ollamaStore(env) })
  const cloud = cloudProviders.map((spec) => {
    if (spec.id !== 'openai-compatible') return createCloudProvider({ spec, secrets, env })
    const baseUrl = env.CORTEX_OPENAI_COMPATIBLE_URL?.replace(/\/+$/, '') || null
    return createCloudProvider({ spec, secrets, env, baseUrl, ownServer: { model: env.CORTEX_OPENAI_COMPATIBLE_MODEL || null } })
  })
  return {
    providers: [createOllamaProvider({ env, contextTokens, ...(options.ollamaAddress && { address: options.ollamaAddress }) }), llama, ...cloud],
    llama,
    addFile: llama.addFile,
  }
}
