import { Fault } from '../../contract/faults.ts'
import type { Usage } from '../../contract/runs.ts'
import type { ModelEvent } from './port.ts'

export type Failed = Extract<ModelEvent, { type: 'failed' }>

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }

/** A fault as the last event of a stream. */
export const failedWith = (fault: Fault, isRetryable = false, usage: Usage = noUsage): Failed => ({
  type: 'failed',
  error: { code: fault.code, message: fault.message, data: fault.data },
  isRetryable,
  usage,
})

/** Whatever was thrown as a fault about this model: a stop by the person, a fault as it is, everything else MODEL_FAILED. */
export function toFault(error: unknown, model: string, signal: AbortSignal): Fault {
  if (signal.aborted) return new Fault('CANCELLED', { name: model })
  if (error instanceof Fault) return error
  return new Fault('MODEL_FAILED', { model, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
}
