import { Fault } from '../../contract/faults.ts'
import type { Caller } from './caller.ts'
import { requestOf } from './endpoints.ts'
import type { RelicPlan } from './plan.ts'
import { isEngineGone } from './probe.ts'
import type { Workload } from './workload.ts'

/** The longest answer; a model could not read more, and a caller holds it in memory. */
const limitBytes = 2 ** 20

/** Asks one endpoint from inside the network. JSON comes parsed, anything else as text. */
export async function callEndpoint(given: {
  plan: RelicPlan
  workload: Workload
  caller: Caller
  endpoint: string
  args: Record<string, unknown>
  timeoutMs: number
  signal: AbortSignal
}): Promise<unknown> {
  const { plan, workload, caller, endpoint, args, timeoutMs, signal } = given
  const refuse = (detail: string, more: Record<string, unknown> = {}) => new Fault('RELIC_FAILED', { name: plan.name, detail, ...more })
  const declared = plan.endpoints.find((one) => one.name === endpoint)
  if (!declared) throw new Fault('NOT_FOUND', { what: `endpoint of ${plan.name}`, name: endpoint })
  const request = requestOf(declared, args)
  const url = new URL(request.url)
  const place = workload.resolve(url.hostname, Number(url.port) || (url.protocol === 'https:' ? 443 : 80))
  if (!place) throw refuse(`the endpoint ${endpoint} names the host ${url.hostname}, which is no part of it.`)
  url.hostname = place.host
  url.port = String(place.port)
  const answer = await caller.request({ ...request, url: url.href }, { signal, timeoutMs, limitBytes }).catch((error: unknown) => {
    if (signal.aborted || isEngineGone(error) || error instanceof Fault) throw error
    throw refuse(`${endpoint} did not answer: ${error instanceof Error ? error.message : String(error)}.`)
  })
  if (answer.isCut || answer.text === null) throw new Fault('TOO_LARGE', { what: `The answer of ${plan.name}.${endpoint}`, limit: '1 MiB' })
  if (answer.status >= 400) throw refuse(`${endpoint} answered ${answer.status}: ${answer.text.slice(0, 2_000)}`, { status: answer.status })
  return parsed(answer.text, answer.type)
}

function parsed(text: string, type: string | null): unknown {
  if (text === '') return null
  if (type !== null && !/json/i.test(type)) return { text }
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}
