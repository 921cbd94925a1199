import type { Model } from '../../../contract/models.ts'
import type { ModelEvent, Provider } from '../port.ts'

/** What a scripted answer does: says an event, waits, throws, or hangs until the end of time. */
export type Step = ModelEvent | { waitMs: number } | { throws: Error } | 'hang'

export const text = (said: string): ModelEvent => ({ type: 'text', text: said })
export const finished: ModelEvent = { type: 'finished', reason: 'stop', usage: { inputTokens: 1, outputTokens: 1, costUsd: 0 } }
export const failing = (isRetryable: boolean, code = 'PROVIDER_UNREACHABLE'): ModelEvent => ({
  type: 'failed',
  error: { code, message: `${code} on purpose` },
  isRetryable,
  usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
})

/** A provider for testing the gateway's own rules: it answers by `script`, which may change, and ignores signals as bad ones do. */
export function createScriptedProvider(
  id: string,
  options: { models?: Partial<Model>[]; script?: () => Step[]; isLocal?: boolean; status?: () => Promise<'ready' | 'unreachable'> } = {},
) {
  const { models = [{}], isLocal = true, status = async () => 'ready' as const } = options
  const counts = { status: 0, generate: 0 }
  const provider: Provider & { counts: typeof counts; script: () => Step[] } = {
    id,
    title: id,
    isLocal,
    needsKey: !isLocal,
    counts,
    script: options.script ?? (() => [text(id), finished]),
    async status() {
      counts.status += 1
      return { state: await status(), detail: 'scripted', url: null, hasKey: false }
    },
    async models() {
      return models.map((model) => toModel(id, isLocal, model))
    },
    async capabilities(name) {
      if (name === 'broken') throw new Error('cannot be loaded')
      return { contextTokens: 4096, hasTools: true }
    },
    async *generate() {
      counts.generate += 1
      for (const step of provider.script()) {
        if (step === 'hang') await new Promise(() => {})
        else if ('waitMs' in step) await new Promise((resolve) => setTimeout(resolve, step.waitMs))
        else if ('throws' in step) throw step.throws
        else yield step
      }
    },
    async close() {},
  }
  return provider
}

function toModel(provider: string, isLocal: boolean, model: Partial<Model>): Model {
  const name = model.name ?? 'model'
  return {
    id: `${provider}/${name}`,
    provider,
    name,
    isLocal,
    isLoaded: false,
    isBuiltInDemo: false,
    sizeBytes: null,
    contextTokens: null,
    parameters: null,
    quantization: null,
    hasTools: null,
    hasThinking: null,
    hasEmbeddings: null,
    source: null,
    ...model,
  }
}
