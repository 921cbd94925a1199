import { Fault } from '../../../contract/faults.ts'

/** What an engine's refusal looks like, as the client library throws it. */
type Refusal = Error & { statusCode: number; json?: { message?: string } | Buffer | null }

export const isRefusal = (error: unknown): error is Refusal => error instanceof Error && typeof (error as Partial<Refusal>).statusCode === 'number'

/** Whether the engine said that there is no such thing. */
export const isNotFound = (error: unknown) => isRefusal(error) && error.statusCode === 404

/** What the engine says, without the client library's decoration. */
export function refusalText(error: Refusal): string {
  const json = error.json
  if (json && !Buffer.isBuffer(json) && json.message) return json.message
  return error.message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim()
}

export const unavailable = (why: string, cause?: unknown) => new Fault('ENGINE_UNAVAILABLE', { why: /[.!?]$/.test(why) ? why : `${why}.` }, { cause })

/** A refusal stays one; everything else that goes wrong on the way means that the engine is not there. Faults pass. */
export function faultOf(error: unknown): unknown {
  if (error instanceof Fault) return error
  if (isRefusal(error)) return new Fault('ENGINE_FAILED', { detail: refusalText(error) }, { cause: error })
  if (isCutOff(error)) return unavailable(`the connection broke off (${(error as Error).message})`, error)
  return error
}

/** Errors of a connection, by Node's codes. */
export function isCutOff(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return typeof code === 'string' && /^(E[A-Z]+|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|HPE_\w+)$/.test(code)
}
