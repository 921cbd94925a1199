import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { Api } from '../router.ts'
import { createHeartbeat, heartbeatMs } from './heartbeat.ts'

/** What a connection may have waiting to be written before its streams are held up. */
const sendBufferBytes = 1_048_576

/**
 * With this many answers waiting for a reader, its further requests are not read either, so they cannot pile up. Not with the first:
 * what a slow reader cancels has to be heard.
 */
const stalledAnswers = 256

/** The subprotocol that is agreed on; the token travels as a second one, because a page cannot set headers on a WebSocket. */
export const subprotocol = 'cortex'

/** Serves the contract over WebSockets that `upgrade` takes over; who may connect has been decided before. */
export function createWebSocketTransport(api: Api, { logger, maxMessageBytes }: { logger: Logger; maxMessageBytes: number }) {
  const handler = new RPCHandler(api)
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })
  const heartbeat = createHeartbeat({ clients: () => server.clients, clock: systemClock })
  // Timers come before what has arrived is read, immediates after it: a loop that was held up has its answers waiting.
  const beating = setInterval(() => setImmediate(heartbeat.beat), heartbeatMs)
  beating.unref()

  function serve(socket: WebSocket): void {
    heartbeat.watch(socket)
    /** Answers that wait until they are written. Each waits for itself, so that no stream runs ahead while another is held up. */
    const stalled = new Set<() => void>()
    socket.on('error', (error) => logger.debug('a WebSocket failed', { error }))
    const { promise: closed, resolve: close } = Promise.withResolvers<void>()
    socket.on('close', () => {
      close()
      for (const release of stalled) release()
    })
    const send = async (message: Parameters<WebSocket['send']>[0]) => {
      // Streams only end with the `close` event; until then they must not race through what nobody gets.
      if (socket.readyState !== socket.OPEN) return closed
      if (socket.bufferedAmount < sendBufferBytes) return socket.send(message)
      const { promise: written, resolve: release } = Promise.withResolvers<void>()
      stalled.add(release)
      if (stalled.size >= stalledAnswers) socket.pause()
      socket.send(message, () => release())
      await written
      stalled.delete(release)
      if (socket.isPaused && stalled.size < stalledAnswers / 2) socket.resume()
    }
    void handler.upgrade({ addEventListener: socket.addEventListener.bind(socket), send } as Parameters<typeof handler.upgrade>[0], {
      context: { transport: 'websocket' },
    })
  }

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      server.handleUpgrade(request, socket, head, serve)
    },
    close(): void {
      clearInterval(beating)
      for (const socket of server.clients) {
        socket.close(1001, 'The workstation closes.')
        socket.terminate()
      }
      server.close()
    },
  }
}
