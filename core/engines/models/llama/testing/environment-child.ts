import type { ToChild } from '../protocol.ts'

/** A child that answers everything with the names of its environment variables and its flags. */
process.on('message', ({ id }: ToChild) => {
  const data = { names: Object.keys(process.env), flags: process.execArgv }
  process.send?.({
    type: 'failed',
    id,
    error: { code: 'MODEL_FAILED', message: 'no model here', data },
    usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
  })
})
