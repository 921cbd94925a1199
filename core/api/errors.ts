import { randomBytes } from 'node:crypto'
import { ORPCError } from '@orpc/server'
import { Fault, type FaultCode, faultCatalogue } from '../contract/faults.ts'
import type { Logger } from '../kernel/logger.ts'

type Circumstances = { logger: Logger; signal?: AbortSignal | undefined; procedure: string; transport: string }

/**
 * What a caller is told: a Fault keeps its code, status, message and data; an input that does not fit becomes BAD_INPUT; what was
 * cut off by the caller becomes CANCELLED. Everything else is a bug: it is logged whole, and the caller gets its trace id, never a stack.
 */
export function toApiError(error: unknown, { logger, signal, procedure, transport }: Circumstances): ORPCError<FaultCode, unknown> {
  if (error instanceof Fault) return fromFault(error)
  if (error instanceof ORPCError) {
    if (error.code in faultCatalogue) return error as ORPCError<FaultCode, unknown>
    if (error.code === 'BAD_REQUEST') return fromFault(new Fault('BAD_INPUT', { detail: inputProblems(error), issues: issuesOf(error) }))
  }
  if (signal?.aborted) return fromFault(new Fault('CANCELLED', { name: 'The request' }))
  const traceId = randomBytes(16).toString('hex')
  logger.error('a request failed by a bug', { traceId, procedure, transport, error, cause: error instanceof Error ? error.cause : undefined })
  return fromFault(new Fault('INTERNAL', { traceId }))
}

/** The Fault as it crosses a boundary. */
export const fromFault = (fault: Fault): ORPCError<FaultCode, unknown> =>
  new ORPCError(fault.code, { defined: true, status: fault.status, message: fault.message, data: fault.data, cause: fault })

type Issue = { message: string; path: string }

function issuesOf(error: ORPCError<string, unknown>): Issue[] {
  const { issues } = (error.data ?? {}) as { issues?: { message: string; path?: (PropertyKey | { key: PropertyKey })[] }[] }
  return (issues ?? []).map(({ message, path = [] }) => ({
    message,
    path: path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
  }))
}

function inputProblems(error: ORPCError<string, unknown>): string {
  const issues = issuesOf(error)
  if (issues.length === 0) return 'The request cannot be read. Send the parameters as one JSON object.'
  return issues.map(({ message, path }) => (path ? `${path}: ${message}.` : `${message}.`)).join(' ')
}
