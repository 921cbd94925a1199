import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { createLlamaProvider, type LlamaProvider, type LlamaProviderOptions } from '../llama/provider.ts'
import { builtInFolder } from './spark.ts'

/** For the tests of a `describe`: real providers over a folder that is new for each test; all are closed at its end. */
export function withLlamaProviders() {
  const here = {
    folder: '',
    open(options: Partial<LlamaProviderOptions> = {}): LlamaProvider {
      const provider = createLlamaProvider({ modelsFolder: join(here.folder, 'models'), builtInFolder, ollamaStore: null, ...options })
      opened.push(provider)
      return provider
    },
  }
  const opened: LlamaProvider[] = []
  beforeEach(async () => {
    here.folder = await mkdtemp(join(tmpdir(), 'cortex-llama-'))
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((provider) => provider.close()))
    await rm(here.folder, { recursive: true })
  })
  return here
}
