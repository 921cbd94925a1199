import type { Attempt } from '../port.ts'
import { type Endpoint, parseEndpoint } from './endpoint.ts'
import { type Found, probe } from './probe.ts'
import { type Strategy, type Surroundings, strategies } from './strategies.ts'

export type Search = { attempts: Attempt[]; found: (Found & { endpoint: Endpoint }) | null }

/** An address to try, or the reason why there is none. */
export type Candidate = { strategy: string; endpoint: Endpoint | null; url: string; why: string }

/** Everything that could be tried here, in order. Reads only `around`. */
export function candidates(around: Surroundings, ways: Strategy[] = strategies): Candidate[] {
  const tls = {
    isVerified: Boolean(around.env.DOCKER_TLS_VERIFY),
    certificates: around.env.DOCKER_CERT_PATH ?? `${around.env.DOCKER_CONFIG ?? `${around.home}/.docker`}`,
    readText: around.readText,
  }
  let chosenBy: string | null = null
  return ways.flatMap((way): Candidate[] => {
    if (chosenBy) return [{ strategy: way.name, endpoint: null, url: '', why: `not tried: the engine is named by ${chosenBy}` }]
    const urls = way.look(around)
    if (typeof urls === 'string') return [{ strategy: way.name, endpoint: null, url: '', why: urls }]
    if (way.isExclusive) chosenBy = way.name
    return urls.map((url) => {
      const endpoint = parseEndpoint(url, tls)
      return typeof endpoint === 'string'
        ? { strategy: way.name, endpoint: null, url, why: endpoint }
        : { strategy: way.name, endpoint, url, why: '' }
    })
  })
}

/** Asks all candidates at once and takes the first in order that answers within `timeoutMs`. Never rejects. */
export async function findEngine(around: Surroundings, timeoutMs: number, ask = probe): Promise<Search> {
  const listed = candidates(around)
  const answers = await Promise.all(
    listed.map(async ({ endpoint, why }): Promise<Found | string> => {
      if (!endpoint) return why
      const late = new Error(`did not answer within ${timeoutMs / 1000} s`)
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(late), timeoutMs)
      try {
        return await ask(endpoint, deadline.signal)
      } catch (error) {
        return (error as Error).message
      } finally {
        clearTimeout(timer)
      }
    }),
  )
  let found: Search['found'] = null
  const attempts = listed.map(({ strategy, endpoint, url }, index): Attempt => {
    const answer = answers[index] as Found | string
    if (typeof answer === 'string' || !endpoint) return { strategy, endpoint: url, isFound: false, why: String(answer) }
    const title = `${answer.facts.name} ${answer.facts.version}`
    if (found) return { strategy, endpoint: url, isFound: false, why: `${title} answers too; the one above comes first` }
    found = { ...answer, endpoint }
    return { strategy, endpoint: url, isFound: true, why: `${title} answers` }
  })
  return { attempts, found }
}
