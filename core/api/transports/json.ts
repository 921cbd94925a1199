import type { IncomingMessage, ServerResponse } from 'node:http'
import { Fault } from '../../contract/faults.ts'
import { fromFault } from '../errors.ts'

/** Dropped folders, attached files and chats to import arrive as one JSON document; everything else is small. */
export const uploadLimitBytes = 70 * 1_048_576
const bodyLimitBytes = 2 * 1_048_576
const isUpload = (path: string) => path === '/registry/preview' || /^\/sessions\/(import(\/preview)?|[^/]+\/attachments)$/.test(path)
const limitOf = (path: string): number => (isUpload(path) ? uploadLimitBytes : bodyLimitBytes)

/** The parsed JSON body; undefined where there is none. Throws BAD_INPUT and TOO_LARGE; what is too large is not kept. */
export async function readJsonBody(request: IncomingMessage, path: string): Promise<unknown> {
  const { headers } = request
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody) return undefined
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    throw new Fault('BAD_INPUT', { detail: 'Send the body as JSON, with Content-Type: application/json.' })
  const limit = limitOf(path)
  const tooLarge = new Fault('TOO_LARGE', { what: 'The request', limit: `${limit / 1_048_576} MiB` })
  if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Fault('BAD_INPUT', { detail: 'The body is not JSON.' })
  }
}

/** Answers with a fault in the same shape as the contract's errors. */
export function answerFault(response: ServerResponse, fault: Fault): void {
  if (response.headersSent) return void response.destroy()
  if (fault.code === 'UNAUTHORIZED') response.setHeader('WWW-Authenticate', 'Bearer')
  // The rest of a body that was refused is not read: the connection ends with the answer.
  if (fault.code === 'TOO_LARGE') response.setHeader('Connection', 'close')
  answerJson(response, fault.status, fromFault(fault).toJSON())
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }).end(JSON.stringify(body))
}
