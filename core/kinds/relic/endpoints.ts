import { Fault } from '../../contract/faults.ts'
import type { RelicManifest } from '../../contract/manifests/index.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Endpoint = {
  name: string
  method: Method
  url: string
  description: string | null
  parameters: Record<string, unknown> | null
  returns: Record<string, unknown> | null
}
export type HttpRequest = { method: Method; url: string; headers: Record<string, string>; body: string | null }

/** In the manifest's order. An address alone is asked with GET. */
export const endpointsOf = (manifest: RelicManifest): Endpoint[] =>
  Object.entries(manifest.endpoints ?? {}).map(([name, said]) => {
    const { url, method, description, parameters, returns } = typeof said === 'string' ? { url: said } : said
    return { name, method: method ?? 'GET', url, description: description ?? null, parameters: parameters ?? null, returns: returns ?? null }
  })

/**
 * The request of one call. What `{placeholders}` of the address name is put there; the rest goes into the query for GET and DELETE,
 * into a JSON body otherwise. A placeholder never reaches the host. Throws BAD_INPUT.
 */
export function requestOf(endpoint: Endpoint, given: Record<string, unknown>): HttpRequest {
  const rest = { ...given }
  const [, origin = '', path = ''] = /^(\w+:\/\/[^/?#]*)(.*)$/s.exec(endpoint.url) ?? []
  if (origin === '' || /[{}]/.test(origin))
    throw new Fault('BAD_INPUT', { detail: `The address of ${endpoint.name} is no address: ${endpoint.url}.` })
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name]
    if (value === undefined || value === null)
      throw new Fault('BAD_INPUT', { detail: `${endpoint.name} needs ${name}, which is part of its address.` })
    delete rest[name]
    const text = asText(value)
    // Even encoded, a URL takes these for steps up or to the same place.
    if (text === '.' || text === '..' || text === '') throw new Fault('BAD_INPUT', { detail: `${name} of ${endpoint.name} cannot be "${text}".` })
    return encodeURIComponent(text)
  })
  const url = new URL(origin + filled)
  if (endpoint.method === 'GET' || endpoint.method === 'DELETE') {
    for (const [name, value] of Object.entries(rest)) if (value !== undefined && value !== null) url.searchParams.append(name, asText(value))
    return { method: endpoint.method, url: url.href, headers: {}, body: null }
  }
  return { method: endpoint.method, url: url.href, headers: { 'content-type': 'application/json' }, body: JSON.stringify(rest) }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The part of a run's name that says which endpoint: `kv_store.read` is `['kv_store', 'read']`, `kv_store` is `['kv_store', null]`. */
export function splitName(name: string): [relic: string, endpoint: string | null] {
  const dot = name.indexOf('.')
  return dot < 0 ? [name, null] : [name.slice(0, dot), name.slice(dot + 1)]
}
