import { ask, type Connection, open } from './connection.ts'

const pauseMs = 5_000
const answerWithinMs = 10_000

/**
 * Calls `onLost` once when the engine goes away: its stream of events ends with it at once, and a question every few seconds
 * finds one that hangs or that the network lost. Keeps no process alive.
 */
export function watch(connection: Connection, onLost: (why: string) => void): void {
  void follow(connection).then(onLost)
  void askAgainAndAgain(connection).then(onLost)
}

async function follow(connection: Connection): Promise<string> {
  try {
    // Few events, because only that it goes on matters.
    const query = { filters: JSON.stringify({ type: ['daemon'] }) }
    const events = await open(connection, { method: 'GET', path: '/events', query }, connection.gone)
    events.socket.unref()
    for await (const _ of events);
  } catch {
    // The reason is the same: it is gone.
  }
  return 'it went away'
}

async function askAgainAndAgain(connection: Connection): Promise<string> {
  while (!connection.gone.aborted) {
    await new Promise<void>((resolve) => setTimeout(resolve, pauseMs).unref())
    try {
      await ask(connection, { method: 'GET', path: '/version' }, AbortSignal.any([connection.gone, AbortSignal.timeout(answerWithinMs)]))
    } catch {
      return `it did not answer for ${answerWithinMs / 1000} s`
    }
  }
  return 'it went away'
}
