import type { Llama } from 'node-llama-cpp'
import { Fault } from '../../../contract/faults.ts'
import { type LoadedModel, loadModel } from './loaded-model.ts'
import type { ModelSpec } from './protocol.ts'

/** The models loaded in this process. One load at a time; a model nobody uses makes room for another. */
export function createMemory(onChange: (loadedPaths: string[]) => void) {
  const loaded = new Map<string, LoadedModel>()
  const users = new Map<LoadedModel, number>()
  let queue: Promise<unknown> = Promise.resolve()
  let starting: Promise<Llama> | null = null

  const llama = () => {
    starting ??= startLlama()
    return starting
  }
  const key = (spec: ModelSpec) => `${spec.path}\n${spec.contextTokens ?? ''}`
  const changed = () => onChange([...new Set([...loaded.values()].map(({ spec }) => spec.path))])

  async function load(spec: ModelSpec): Promise<LoadedModel> {
    const there = loaded.get(key(spec))
    if (there) return there
    const engine = await llama()
    for (;;) {
      try {
        const model = await loadModel(engine, spec)
        loaded.set(key(spec), model)
        changed()
        return model
      } catch (error) {
        const isTooLarge = error instanceof Fault && error.data.neededBytes !== undefined
        const unused = isTooLarge ? [...loaded].find(([, model]) => (users.get(model) ?? 0) === 0) : undefined
        if (!unused) throw error
        loaded.delete(unused[0])
        changed()
        await unused[1].close()
      }
    }
  }

  /** Counted in the same turn in which it was found, so that it cannot be unloaded between; the most recently used is last. */
  function take(spec: ModelSpec, model: LoadedModel): LoadedModel {
    users.set(model, (users.get(model) ?? 0) + 1)
    loaded.delete(key(spec))
    loaded.set(key(spec), model)
    return model
  }

  return {
    /** The model, loaded if need be; call `done` when through with it. */
    async use(spec: ModelSpec, signal: AbortSignal): Promise<LoadedModel> {
      const there = loaded.get(key(spec))
      if (there) return take(spec, there)
      const turn = queue.then(async () => {
        signal.throwIfAborted()
        return take(spec, await load(spec))
      })
      queue = turn.catch(() => {})
      return turn
    },
    done(model: LoadedModel) {
      users.set(model, (users.get(model) ?? 1) - 1)
    },
  }
}

async function startLlama(): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp')
  return getLlama({ build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.error })
}
