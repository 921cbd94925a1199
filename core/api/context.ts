import { implement } from '@orpc/server'
import { contract } from '../contract/index.ts'
import type { Logger } from '../kernel/logger.ts'
import { toApiError } from './errors.ts'

/** What a transport says about a call. */
export type ApiContext = { transport: 'in-process' | 'message-port' | 'http' | 'websocket' }

type Output = AsyncIterator<unknown> & AsyncIterable<unknown>
const isStream = (value: unknown): value is Output => typeof value === 'object' && value !== null && 'next' in value && Symbol.asyncIterator in value

/** The contract with the one middleware that all procedures share: whatever goes wrong, before or amid a stream, leaves as a typed error. */
export function createImplementer(logger: Logger) {
  return implement(contract)
    .$context<ApiContext>()
    .use(async ({ next, path, signal, context }) => {
      const told = (error: unknown) => toApiError(error, { logger, signal, procedure: path.join('.'), transport: context.transport })
      try {
        const result = await next()
        return isStream(result.output) ? { ...result, output: withTypedErrors(result.output, told) as typeof result.output } : result
      } catch (error) {
        throw told(error)
      }
    })
}
export type Implementer = ReturnType<typeof createImplementer>

function withTypedErrors(source: Output, told: (error: unknown) => unknown): Output {
  const guarded = async (step: Promise<IteratorResult<unknown>>) => {
    try {
      return await step
    } catch (error) {
      throw told(error)
    }
  }
  return {
    next: () => guarded(source.next()),
    return: async () => (source.return ? await guarded(source.return()) : { done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
