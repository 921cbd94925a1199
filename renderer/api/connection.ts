import type { ClientLink } from '@orpc/client'
import { backoffMs } from './backoff.ts'

/**
 * `refused`: the workstation is up and does not accept this page's token; trying again would not help. `replaced`: the same after it had been
 * open, so another start of the workstation, with a token of its own, has taken its place.
 */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'refused' | 'replaced'

type Link = ClientLink<Record<never, never>>

/** One open way to the core. `closed` settles when it can no longer be used. */
export interface Transport {
  link: Link
  closed: Promise<void>
  close(): void
}

export class ConnectionLost extends Error {
  constructor() {
    super('The connection to the workstation was lost. It is being restored.')
    this.name = 'ConnectionLost'
  }
}

export class ConnectionRefused extends Error {
  constructor() {
    super('The workstation did not accept the token of this page.')
    this.name = 'ConnectionRefused'
  }
}

/** No connection will come any more. */
export const isFinal = (state: ConnectionState): boolean => state === 'refused' || state === 'replaced'

interface Parts {
  open(): Promise<Transport>
  wait?(ms: number): Promise<void>
  /** How long a call may wait for a connection before it is rejected. */
  callPatienceMs?: number
}

export interface Connection {
  link: Link
  state(): ConnectionState
  subscribe(listener: () => void): () => void
  /** Gives up the connection in use, which is then replaced; for when it is open and does not answer. */
  drop(): void
  close(): void
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Keeps one transport open, replacing it with a growing delay when it closes. A call made while there is none waits for the next one for
 * `callPatienceMs`; a call or stream on a transport that closes is rejected with `ConnectionLost`, so nothing hangs.
 */
export function createConnection({ open, wait = sleep, callPatienceMs = 8_000 }: Parts): Connection {
  let state: ConnectionState = 'connecting'
  let current: Guarded | null = null
  let isClosed = false
  const listeners = new Set<() => void>()

  const setState = (next: ConnectionState) => {
    if (next === state) return
    state = next
    for (const listener of [...listeners]) listener()
  }

  const keepOpen = async () => {
    for (let attempt = 0; !isClosed; attempt++) {
      try {
        const transport = await open()
        if (isClosed) return transport.close()
        current = guard(transport)
        attempt = -1
        setState('open')
        await transport.closed
      } catch (error) {
        if (error instanceof ConnectionRefused) return setState(state === 'connecting' ? 'refused' : 'replaced')
      }
      current = null
      if (isClosed) return
      if (state === 'open') setState('reconnecting')
      await wait(backoffMs(Math.max(0, attempt)))
    }
  }
  void keepOpen()

  const usable = async (signal: AbortSignal | undefined): Promise<Guarded> => {
    if (current) return current
    const { promise, resolve, reject } = Promise.withResolvers<Guarded>()
    const look = () => {
      if (current) resolve(current)
      else if (isFinal(state)) reject(new ConnectionRefused())
    }
    const giveUp = () => reject(signal?.reason)
    const timer = setTimeout(() => reject(new ConnectionLost()), callPatienceMs)
    listeners.add(look)
    signal?.addEventListener('abort', giveUp)
    look()
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      listeners.delete(look)
      signal?.removeEventListener('abort', giveUp)
    }
  }

  const link: Link = {
    async call(path, input, options) {
      const { transport, orLost } = await usable(options.signal)
      const output = await orLost(transport.link.call(path, input, options))
      return isStream(output) ? guardStream(output, orLost) : output
    },
  }

  return {
    link,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    drop: () => current?.transport.close(),
    close() {
      isClosed = true
      current?.transport.close()
    },
  }
}

interface Guarded {
  transport: Transport
  /** Settles as the promise does, or with `ConnectionLost` when the transport closes first. */
  orLost<T>(result: Promise<T>): Promise<T>
}

/** One set of waiting calls a transport: racing each against `closed` would keep every one of them in memory until it closes. */
function guard(transport: Transport): Guarded {
  const waiting = new Set<(error: ConnectionLost) => void>()
  let isLost = false
  void transport.closed.then(() => {
    isLost = true
    for (const reject of waiting) reject(new ConnectionLost())
    waiting.clear()
  })
  return {
    transport,
    orLost: (result) =>
      new Promise((resolve, reject) => {
        if (isLost) return reject(new ConnectionLost())
        waiting.add(reject)
        const settle = () => waiting.delete(reject)
        result.then(
          (value) => {
            settle()
            resolve(value)
          },
          (error) => {
            settle()
            reject(error)
          },
        )
      }),
  }
}

type Stream = AsyncIterator<unknown> & AsyncIterable<unknown>
const isStream = (value: unknown): value is Stream => typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** The same stream, ended with `ConnectionLost` when its transport closes. */
function guardStream(stream: Stream, orLost: Guarded['orLost']): Stream {
  return {
    next: () => orLost(stream.next()),
    return: async (value) => (await stream.return?.(value)) ?? { done: true, value: undefined },
    throw: async (error) => {
      await stream.throw?.(error)
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
