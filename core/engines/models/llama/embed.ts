import { type LoadedModel, threadsFor } from './loaded-model.ts'

/** One vector a text, by a context of its own that lives as long as the call. */
export async function embed({ model, spec }: LoadedModel, texts: string[], signal: AbortSignal): Promise<number[][]> {
  const context = await model.createEmbeddingContext({ threads: threadsFor(spec, model.llama.cpuMathCores), createSignal: signal })
  try {
    const vectors: number[][] = []
    for (const text of texts) {
      signal.throwIfAborted()
      vectors.push([...(await context.getEmbeddingFor(text)).vector])
    }
    return vectors
  } finally {
    await context.dispose()
  }
}
