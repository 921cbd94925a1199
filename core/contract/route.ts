import { eventIterator, oc } from '@orpc/contract'
import type { z } from 'zod'
import { type FaultCode, faultCatalogue } from './faults.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Any procedure may answer with any fault; clients see its code, status, message and data as a typed error. */
const faults: { [Code in FaultCode]: { status: number; message: string } } = faultCatalogue
const base = oc.errors(faults)

/** One procedure of the contract: its REST address and one sentence for the OpenAPI document. The only place that spells oRPC's route. */
export const route = (address: `${Method} /${string}`, summary: string) => {
  const [method, path] = address.split(' ') as [Method, `/${string}`]
  return base.route({ method, path, summary, tags: [path.split('/')[1] ?? ''] })
}

/** A stream of values; over HTTP it is server-sent events. Each value carries an event id to resume after. */
export const stream = <T extends z.ZodType>(value: T) => eventIterator(value)
