/**
 * The process in which llama.cpp lives: a crash or a leak there never reaches the workstation. It is started by
 * `child-process.ts`, speaks `protocol.ts` over the fork's channel and ends with its parent.
 */
import { Fault } from '../../../contract/faults.ts'
import type { RunError, Usage } from '../../../contract/runs.ts'
import { noUsage } from '../run-error.ts'
import { embed } from './embed.ts'
import { generate } from './generate.ts'
import { createMemory } from './memory.ts'
import { createOutbox } from './outbox.ts'
import type { FromChild, ModelSpec, ToChild } from './protocol.ts'

// A parent that is gone cannot be asked; a native call in flight must not keep gigabytes alive either.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('SIGINT', () => {}) // Ctrl+C reaches the whole group; the parent decides when this ends.

const outbox = createOutbox((message: FromChild) => process.send?.(message))
const memory = createMemory((loaded) => outbox.post({ type: 'memory', loaded }))
const running = new Map<number, AbortController>()
let callCount = 0

process.on('message', (message: ToChild) => {
  if (message.type === 'abort') running.get(message.id)?.abort()
  else if (message.type === 'machine' || message.type === 'unload') void tell(message)
  else void answer(message)
})

async function tell(message: Extract<ToChild, { type: 'machine' | 'unload' }>) {
  const { id } = message
  try {
    if (message.type === 'machine') outbox.post({ type: 'machine', id, ...(await memory.separateVram()) })
    else outbox.post({ type: 'unloaded', id, isGone: await memory.unload(message.path) })
  } catch (error) {
    outbox.post({ type: 'failed', id, error: toRunError(error, 'llama.cpp', new AbortController().signal), usage: noUsage })
  }
}

async function answer(message: Extract<ToChild, { model: ModelSpec }>) {
  const { id } = message
  const abort = new AbortController()
  running.set(id, abort)
  const usage: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
  try {
    const model = await memory.use(message.model, abort.signal)
    try {
      if (message.type === 'load') outbox.post({ type: 'loaded', id, contextTokens: model.contextTokens })
      else if (message.type === 'count') outbox.post({ type: 'counted', id, tokens: model.model.tokenize(message.text).length })
      else if (message.type === 'embed') {
        outbox.post({ type: 'embedded', id, vectors: await embed(model, message.texts, abort.signal) })
      } else {
        const sink = {
          text: (text: string) => outbox.stream('text', id, text),
          thinking: (text: string) => outbox.stream('thinking', id, text),
          toolCall(name: string, params: unknown) {
            callCount += 1
            outbox.post({ type: 'tool-call', id, call: { callId: `call_${process.pid}_${callCount}`, name, arguments: params } })
          },
        }
        const { reason, timing } = await generate(model, message.request, sink, usage, abort.signal)
        outbox.post({ type: 'finished', id, reason, usage, timing })
      }
    } finally {
      memory.done(model)
    }
  } catch (error) {
    outbox.post({ type: 'failed', id, error: toRunError(error, message.model.name, abort.signal), usage })
  } finally {
    running.delete(id)
  }
}

function toRunError(error: unknown, model: string, signal: AbortSignal): RunError {
  const detail = error instanceof Error ? error.message : String(error)
  const fault = signal.aborted
    ? new Fault('CANCELLED', { name: model })
    : error instanceof Fault
      ? error
      : new Fault('MODEL_FAILED', { model, detail })
  return { code: fault.code, message: fault.message, data: fault.data }
}
