import { type ChatWrapper, type Llama, LlamaChat, type LlamaContext, type LlamaModel, resolveChatWrapper, type Token } from 'node-llama-cpp'
import { Fault } from '../../../contract/faults.ts'
import { planLoad } from './plan-load.ts'
import type { ModelSpec } from './protocol.ts'

/** A model in the child's memory with one context, whose sequences each keep the tokens of the conversation they served last. */
export type LoadedModel = {
  readonly spec: ModelSpec
  readonly model: LlamaModel
  readonly wrapper: ChatWrapper
  /** Tokens a conversation really has, which may be less than was asked. */
  readonly contextTokens: number
  /** Waits for a sequence and takes the one that already holds most of `tokens`. The function given back returns it. */
  borrow(tokens: readonly Token[], signal: AbortSignal): Promise<{ chat: LlamaChat; release: () => void }>
  close(): Promise<void>
}

/** Loads a GGUF file, or throws MODEL_FAILED with a plain reason: too large for the free memory, or no model llama.cpp can read. */
export async function loadModel(llama: Llama, spec: ModelSpec): Promise<LoadedModel> {
  const plan = planLoad(spec, spec.memoryLimitBytes ?? process.availableMemory() + (await separateVramBytes(llama)))
  if (!plan.fits) {
    const detail = `It needs about ${inGigabytes(plan.neededBytes)} of memory and ${inGigabytes(plan.freeBytes)} is free. Close other programs or pick a smaller model.`
    throw new Fault('MODEL_FAILED', { model: spec.name, detail, neededBytes: plan.neededBytes, freeBytes: plan.freeBytes })
  }
  let model: LlamaModel
  let context: LlamaContext
  try {
    model = await llama.loadModel({ modelPath: spec.path })
  } catch (cause) {
    throw new Fault('MODEL_FAILED', { model: spec.name, detail: `The file could not be loaded: ${(cause as Error).message}` }, { cause })
  }
  try {
    context = await model.createContext({
      contextSize: plan.contextTokens,
      sequences: plan.sequences,
      // llama.cpp's workers spin while they wait: a tiny model is fastest on one, and a core is left for everything else.
      threads: threadsFor(spec, llama.cpuMathCores),
    })
  } catch (cause) {
    await model.dispose()
    throw new Fault(
      'MODEL_FAILED',
      { model: spec.name, detail: `No context of ${plan.contextTokens} tokens: ${(cause as Error).message}` },
      { cause },
    )
  }
  const wrapper = resolveChatWrapper(model)
  const idle = Array.from({ length: plan.sequences }, () => new LlamaChat({ contextSequence: context.getSequence(), chatWrapper: wrapper }))
  const waiting: (() => void)[] = []
  return {
    spec,
    model,
    wrapper,
    contextTokens: Math.min(plan.contextTokens, context.contextSize),
    async borrow(tokens, signal) {
      while (idle.length === 0) await nextRelease(waiting, signal)
      signal.throwIfAborted()
      const kept = idle.map((chat) => chat.sequence.compareContextTokens(tokens as Token[]).firstDifferentIndex)
      const [chat] = idle.splice(kept.indexOf(Math.max(...kept)), 1)
      if (!chat) throw new Error('A sequence was promised and is not there')
      return {
        chat,
        release() {
          idle.push(chat)
          waiting.shift()?.()
        },
      }
    },
    async close() {
      await context.dispose()
      await model.dispose()
    },
  }
}

function nextRelease(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = () => {
      signal.removeEventListener('abort', stop)
      resolve()
    }
    const stop = () => {
      waiting.splice(waiting.indexOf(wake), 1)
      reject(signal.reason)
    }
    signal.throwIfAborted()
    signal.addEventListener('abort', stop, { once: true })
    waiting.push(wake)
  })
}

/** Free memory of a graphics card that is not the same memory again. */
async function separateVramBytes(llama: Llama): Promise<number> {
  if (llama.gpu === false) return 0
  const { free, unifiedSize } = await llama.getVramState()
  return unifiedSize > 0 ? 0 : free
}

const tinyBytes = 64 * 1024 * 1024
/** `cores` are physical ones, fast ones only where they differ. */
export const threadsFor = ({ sizeBytes }: ModelSpec, cores: number): number => (sizeBytes < tinyBytes ? 1 : Math.max(1, cores - 1))

const inGigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
