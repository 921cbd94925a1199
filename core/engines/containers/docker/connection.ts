import type { IncomingMessage } from 'node:http'
import { Agent as PlainAgent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import type { Endpoint } from '../find/endpoint.ts'
import type { Found } from '../find/probe.ts'
import type { EngineFacts } from '../port.ts'

/** One engine that answered, until it goes away: a new one is made when it is back. */
export type Connection = {
  facts: EngineFacts
  endpoint: Endpoint
  apiVersion: string
  docker: Dockerode
  /** Aborts when the engine is gone or the port is closed; the reason is the fault to reject with. */
  gone: AbortSignal
  /** Ends all that is under way with `fault`. */
  end(fault: Error): void
}

/** Opens nothing yet. dockerode and what it brings takes some 150 ms to load, so only who has an engine pays for it. */
export async function connect(found: Found & { endpoint: Endpoint }): Promise<Connection> {
  const { default: Client } = await import('dockerode')
  const { endpoint } = found
  // No connection is kept open between calls: one that the engine closed meanwhile would fail the next call.
  const agent = endpoint.kind === 'tcp' && endpoint.tls ? new TlsAgent({ keepAlive: false }) : new PlainAgent({ keepAlive: false })
  // Each key is given, also as undefined: the library fills what is left out from DOCKER_HOST.
  const docker = new Client({
    agent,
    version: `v${found.apiVersion}`,
    pathPrefix: '/',
    timeout: undefined,
    socketPath: endpoint.kind === 'socket' ? endpoint.path : undefined,
    host: endpoint.kind === 'tcp' ? endpoint.host : undefined,
    port: endpoint.kind === 'tcp' ? endpoint.port : undefined,
    protocol: endpoint.kind === 'tcp' && endpoint.tls ? 'https' : 'http',
    ca: endpoint.kind === 'tcp' ? endpoint.tls?.ca : undefined,
    cert: endpoint.kind === 'tcp' ? endpoint.tls?.cert : undefined,
    key: endpoint.kind === 'tcp' ? endpoint.tls?.key : undefined,
  } as unknown as Dockerode.DockerOptions)
  const gone = new AbortController()
  return {
    facts: found.facts,
    endpoint,
    apiVersion: found.apiVersion,
    docker,
    gone: gone.signal,
    end(fault) {
      gone.abort(fault)
      agent.destroy()
    },
  }
}

export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  /** Without the version: `/containers/json`. */
  path: string
  query?: Record<string, string | number | boolean | undefined>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, as a tar. */
  upload?: Readable
  /** For registries that ask who pulls. */
  headers?: Record<string, string>
}

const fine = { 200: true, 201: true, 202: true, 204: true, 304: true } as const

/** The answer's body as a stream, once the engine said yes. */
export function open(connection: Connection, request: Request, signal: AbortSignal): Promise<IncomingMessage> {
  const query = Object.fromEntries(Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined))
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  connection.docker.modem.dial(
    {
      path: `${request.path}?`,
      method: request.method,
      options: { _query: query, _body: request.body ?? {} },
      ...(request.upload && { file: request.upload }),
      ...(request.headers && { headers: request.headers }),
      abortSignal: signal,
      isStream: true,
      statusCodes: fine,
    } as never,
    (error: unknown, response: unknown) => {
      if (error) return reject(error)
      const stream = response as IncomingMessage
      stream.on('error', () => undefined)
      const onAbort = () => stream.destroy(signal.reason instanceof Error ? signal.reason : undefined)
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
      stream.on('close', () => signal.removeEventListener('abort', onAbort))
      resolve(stream)
    },
  )
  return promise
}

/** The answer's body as JSON; undefined when it has none. Podman says `OK` where Docker says nothing. */
export async function ask<T>(connection: Connection, request: Request, signal: AbortSignal): Promise<T> {
  const parts: Buffer[] = []
  for await (const part of await open(connection, request, signal)) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString().trim()
  return (/^["{[\dntf]/.test(text) ? JSON.parse(text) : undefined) as T
}
