import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startOllamaServer } from '../core/engines/models/testing/ollama-server.ts'
import { addToOllamaStore } from '../core/engines/models/testing/ollama-store.ts'
import { test as base, openChat, type Workstation } from './workstation.ts'

const spark = join(import.meta.dirname, '../resources/models/spark.gguf')

/** The demo model repeats this until its answer is as long as it may be. */
export const longQuestion = `say "${'the quick brown fox '.repeat(60)}" again`

/** A workstation whose model answers as slowly as a large one: real inference behind Ollama's protocol, held back to 80 characters a second by default. */
export const test = base.extend<{ charactersPerSecond: number; ollama: { url: string } }>({
  charactersPerSecond: [80, { option: true }],
  ollama: async ({ charactersPerSecond }, use) => {
    const store = mkdtempSync(join(tmpdir(), 'cortex-ollama-'))
    await addToOllamaStore(store, 'slow:3m', spark)
    const server = await startOllamaServer({ store, registry: { 'small:3m': spark, 'other:3m': spark }, charactersPerSecond, pullStepMs: 700 })
    await use(server)
    await server.close()
    rmSync(store, { recursive: true, force: true })
  },
  workstationOptions: async ({ ollama }, use) => {
    await use({ arguments: ['--manifests', join(import.meta.dirname, 'fixtures/writer')], env: { OLLAMA_HOST: ollama.url } })
  },
})

/** Opens a new chat with the slow writer. */
export const openWriterChat = (app: Page, workstation: Workstation): Promise<string> => openChat(app, workstation, 'writer')
