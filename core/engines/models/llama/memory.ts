import type { Llama } from 'node-llama-cpp'
import { Fault } from '../../../contract/faults.ts'
import { createQueue } from '../../../kernel/queue.ts'
import { type LoadedModel, loadModel } from './loaded-model.ts'
import type { InMemory, ModelSpec } from './protocol.ts'

/** The models loaded in this process. One load at a time; a model nobody uses makes room for another. */
export function createMemory(onChange: (loaded: InMemory[]) => void) {
  /** The most recently used last. */
  const loaded: LoadedModel[] = []
  const users = new Map<LoadedModel, number>()
  const inTurn = createQueue()
  let starting: Promise<Llama> | null = null

  const llama = () => {
    starting ??= startLlama()
    return starting
  }
  function changed() {
    const largest = new Map<string, number>()
    for (const { spec, contextTokens } of loaded) largest.set(spec.path, Math.max(contextTokens, largest.get(spec.path) ?? 0))
    onChange([...largest].map(([path, contextTokens]) => ({ path, contextTokens })))
  }
  /** One that was asked for with the same words, or that happens to have just the context asked for. */
  const find = ({ path, contextTokens }: ModelSpec) =>
    loaded.find((model) => model.spec.path === path && (model.spec.contextTokens === contextTokens || model.contextTokens === contextTokens))

  async function load(spec: ModelSpec): Promise<LoadedModel> {
    const there = find(spec)
    if (there) return there
    const engine = await llama()
    for (;;) {
      try {
        const model = await loadModel(engine, spec)
        loaded.push(model)
        changed()
        return model
      } catch (error) {
        const isTooLarge = error instanceof Fault && error.data.neededBytes !== undefined
        const unused = isTooLarge ? loaded.find((model) => (users.get(model) ?? 0) === 0) : undefined
        if (!unused) throw error
        loaded.splice(loaded.indexOf(unused), 1)
        changed()
        await unused.close()
      }
    }
  }

  /** Counted in the same turn in which it was found, so that it cannot be unloaded between. */
  function take(model: LoadedModel): LoadedModel {
    users.set(model, (users.get(model) ?? 0) + 1)
    loaded.splice(loaded.indexOf(model), 1)
    loaded.push(model)
    return model
  }

  return {
    /** The model, loaded if need be; call `done` when through with it. */
    async use(spec: ModelSpec, signal: AbortSignal): Promise<LoadedModel> {
      const there = find(spec)
      if (there) return take(there)
      return inTurn(async () => {
        signal.throwIfAborted()
        return take(await load(spec))
      })
    },
    done(model: LoadedModel) {
      users.set(model, (users.get(model) ?? 1) - 1)
    },
    /** Takes a file out of memory; false while somebody uses it. */
    async unload(path: string): Promise<boolean> {
      const all = loaded.filter(({ spec }) => spec.path === path)
      if (all.some((model) => (users.get(model) ?? 0) > 0)) return false
      for (const model of all) loaded.splice(loaded.indexOf(model), 1)
      if (all.length > 0) changed()
      for (const model of all) await model.close()
      return true
    },
    async separateVram(): Promise<{ freeVramBytes: number; totalVramBytes: number }> {
      const engine = await llama()
      if (engine.gpu === false) return { freeVramBytes: 0, totalVramBytes: 0 }
      const { free, total, unifiedSize } = await engine.getVramState()
      return unifiedSize > 0 ? { freeVramBytes: 0, totalVramBytes: 0 } : { freeVramBytes: free, totalVramBytes: total }
    },
  }
}

async function startLlama(): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp')
  return getLlama({ build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.error })
}
