import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Fault } from '../../contract/faults.ts'

export const newToken = (): string => randomBytes(32).toString('base64url')

/** Decides who may talk to the server on `port`: pages it served itself and programs that know the token of this launch. */
export function createGuard(token: string, port: number) {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
  const expected = digest(token)

  return {
    /** Refuses names that an attacker's DNS made point here, and pages of other origins. Throws FORBIDDEN_ORIGIN. */
    checkOrigin({ headers }: IncomingMessage): void {
      const { host = '', origin } = headers
      if (!hosts.has(host.toLowerCase())) throw new Fault('FORBIDDEN_ORIGIN', { origin: host || 'a nameless host' })
      if (origin !== undefined && !hosts.has(origin.toLowerCase().replace(/^http:\/\//, ''))) throw new Fault('FORBIDDEN_ORIGIN', { origin })
    },
    /** The token in `Authorization: Bearer` or, for the WebSocket of a page, as the subprotocol `token.<token>`. Throws UNAUTHORIZED. */
    checkToken({ headers }: IncomingMessage): void {
      const offered = [
        /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1],
        /(?:^|,)\s*token\.([\w-]+)\s*(?:,|$)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1],
      ]
      // Digests have one length, so the comparison takes one time whatever was sent.
      if (!offered.some((one) => one !== undefined && timingSafeEqual(digest(one), expected))) throw new Fault('UNAUTHORIZED')
    },
  }
}
export type Guard = ReturnType<typeof createGuard>

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
