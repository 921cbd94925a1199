import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { requestTarget } from '../find/endpoint.ts'
import type { Connection } from './connection.ts'

/**
 * Asks with POST and takes the connection over, for what goes both ways. Made here and not by the client library, which sends a body (or the
 * end of one) that can reach the container as its first input.
 */
export function hijack(connection: Connection, path: string, body: string, signal: AbortSignal): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  const send = connection.endpoint.kind === 'tcp' && connection.endpoint.tls ? tlsRequest : plainRequest
  const request = send({
    ...requestTarget(connection.endpoint),
    method: 'POST',
    path: `/v${connection.apiVersion}${path}`,
    agent: false,
    headers: {
      host: 'docker',
      connection: 'Upgrade',
      upgrade: 'tcp',
      'content-length': Buffer.byteLength(body),
      ...(body && { 'content-type': 'application/json' }),
    },
  })
  const onAbort = () => request.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
  signal.addEventListener('abort', onAbort, { once: true })
  request.on('upgrade', (_response, socket, head) => {
    signal.removeEventListener('abort', onAbort)
    if (head.length > 0) socket.unshift(head)
    resolve(socket)
  })
  request.on('response', (response) => {
    let text = ''
    response.setEncoding('utf8').on('error', reject)
    response.on('data', (part: string) => {
      text += part
    })
    response.on('close', () => {
      signal.removeEventListener('abort', onAbort)
      reject(Object.assign(new Error(messageIn(text)), { statusCode: response.statusCode }))
    })
  })
  request.on('error', reject)
  request.end(body)
  return promise
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message
  } catch {
    return text
  }
}
