import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cloudProviders } from './cloud/catalogue.ts'
import { createCloudProvider } from './cloud/provider.ts'
import { environmentSecrets } from './environment-secrets.ts'
import { createLlamaProvider } from './llama/provider.ts'
import { createOllamaProvider } from './ollama/provider.ts'
import { describeProvider, type ProviderUnderTest } from './provider.testsuite.ts'
import { startAnthropicServer } from './testing/anthropic-server.ts'
import { startGoogleServer } from './testing/google-server.ts'
import { startOllamaServer } from './testing/ollama-server.ts'
import { addToOllamaStore } from './testing/ollama-store.ts'
import { startOpenaiServer } from './testing/openai-server.ts'
import { builtInFolder, sparkPath } from './testing/spark.ts'

const openLlama = () => createLlamaProvider({ modelsFolder: '/nonexistent', builtInFolder, ollamaStore: null })

describeProvider('llama.cpp', async () => {
  const provider = openLlama()
  return { provider, model: 'spark', close: () => provider.close() }
})

describeProvider('Ollama', async () => {
  const store = await mkdtemp(join(tmpdir(), 'cortex-ollama-'))
  await addToOllamaStore(store, 'spark:latest', sparkPath)
  const server = await startOllamaServer({ store, registry: {} })
  const provider = createOllamaProvider({ env: { OLLAMA_HOST: server.url } })
  return {
    provider,
    model: 'spark:latest',
    async close() {
      await server.close()
      await rm(store, { recursive: true })
    },
  }
})

const startServer = {
  openai: startOpenaiServer,
  groq: startOpenaiServer,
  'openai-compatible': startOpenaiServer,
  anthropic: startAnthropicServer,
  google: startGoogleServer,
}
const keyVariable = {
  openai: 'OPENAI_API_KEY',
  groq: 'GROQ_API_KEY',
  'openai-compatible': 'CORTEX_OPENAI_COMPATIBLE_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GEMINI_API_KEY',
}

for (const spec of cloudProviders) {
  describeProvider(spec.title, async (): Promise<ProviderUnderTest> => {
    const id = spec.id as keyof typeof startServer
    const model = spec.models[0]?.name ?? 'spark-on-a-server'
    const engine = openLlama()
    const server = await startServer[id]({ engine, models: { [model]: 'spark' }, apiKey: 'key-of-the-test' })
    const env = { [keyVariable[id]]: 'key-of-the-test' }
    const ownServer = id === 'openai-compatible' ? { model: null } : null
    const provider = createCloudProvider({ spec, secrets: environmentSecrets({}), env, baseUrl: `${server.url}/v1`, ownServer })
    return {
      provider,
      model,
      async close() {
        await server.close()
        await engine.close()
      },
    }
  })
}
