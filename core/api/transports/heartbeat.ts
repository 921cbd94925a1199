import type { WebSocket } from 'ws'
import type { Clock } from '../../kernel/clock.ts'

/** A reader that has not taken a ping for this long is cut off; it resumes by event id when it comes back. */
export const heartbeatMs = 30_000

/** A beat that comes this much too late comes after a pause of this computer or of this process, not of the reader. */
const pauseMs = 2_000

/**
 * Pings each reader at every beat and cuts off who has not answered the last one. After a pause, such as a night with the lid closed, nobody could
 * answer: then all are pinged once more. To be called after what has arrived was read, so that no answer lies unread.
 */
export function createHeartbeat({ clients, clock }: { clients: () => Iterable<WebSocket>; clock: Clock }) {
  const alive = new WeakSet<WebSocket>()
  let lastMs = clock.now()
  return {
    watch(socket: WebSocket): void {
      alive.add(socket)
      socket.on('pong', () => alive.add(socket))
    },
    beat(): void {
      const isAfterPause = clock.now() - lastMs > heartbeatMs + pauseMs
      lastMs = clock.now()
      for (const socket of clients()) {
        if (alive.delete(socket) || isAfterPause) socket.ping()
        else socket.terminate()
      }
    },
  }
}
