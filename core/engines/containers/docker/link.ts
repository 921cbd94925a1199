import type { Clock } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'
import type { Search } from '../find/find-engine.ts'
import type { EngineStatus } from '../port.ts'
import { ask, type Connection, connect } from './connection.ts'
import { unavailable } from './faults.ts'
import { watch } from './watch.ts'

/** Together below the 5 s within which `refresh` answers. A busy engine is not a lost one, so most of it is for the one in use. */
const pingWithinMs = 4_000
const lookWithinMs = 500
const shortestPauseMs = 1_000
const longestPauseMs = 15_000

/** The one connection in use, and the search for the next when there is none. */
export type Link = {
  status(): EngineStatus
  refresh(): Promise<EngineStatus>
  onChange(listener: (status: EngineStatus) => void): () => void
  /** Waits for a search that was never answered yet; rejects with ENGINE_UNAVAILABLE when there is no engine. */
  current(): Promise<Connection>
  /** A call on it broke off: asks it now whether it is still there. */
  suspect(connection: Connection): void
  close(): void
}

/**
 * Starts to look at once. `search` asks everything that is there; `isChanged` says cheaply whether a look would be worth while before its
 * time, because a socket appeared; `isChosen` whether the settings still want this one.
 */
export function createLink(parts: {
  search: () => Promise<Search>
  isChanged: () => boolean
  isChosen: (connection: Connection) => boolean
  clock: Clock
  logger: Logger
}): Link {
  const listeners = new Set<(status: EngineStatus) => void>()
  let status: EngineStatus = { state: 'looking', attempts: [] }
  let connection: Connection | null = null
  let isClosed = false
  let looking: Promise<void> | null = null
  let pauseMs = shortestPauseMs
  let nextLookAtMs = Number.POSITIVE_INFINITY
  const ticking = setInterval(() => {
    if (connection || looking) return
    if (parts.clock.now() >= nextLookAtMs || parts.isChanged()) void look()
  }, shortestPauseMs).unref()

  function become(next: EngineStatus) {
    const isNews = next.state !== status.state || why(next) !== why(status)
    status = next
    if (!isNews) return
    parts.logger.info('container engine', { state: next.state, why: why(next), ...('engine' in next && { engine: next.engine.endpoint }) })
    for (const listener of [...listeners]) listener(next)
  }

  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = null
    })
    return looking
  }

  async function lookOnce() {
    parts.isChanged()
    const { attempts, found } = await parts.search()
    if (isClosed || connection) return
    if (!found) {
      nextLookAtMs = parts.clock.now() + pauseMs
      pauseMs = Math.min(longestPauseMs, pauseMs * 2)
      become(status.state === 'lost' ? { ...status, attempts } : { state: 'absent', attempts, why: whyNone(attempts) })
      return
    }
    const opened = await connect(found)
    if (isClosed) return opened.end(unavailable('the workstation is closing'))
    connection = opened
    pauseMs = shortestPauseMs
    watch(opened, (reason) => lose(opened, reason))
    become({ state: 'ready', attempts, engine: found.facts })
  }

  function lose(which: Connection, reason: string) {
    if (connection !== which) return
    connection = null
    which.end(unavailable(reason))
    nextLookAtMs = 0
    become({ state: 'lost', attempts: status.attempts, engine: which.facts, why: reason, sinceMs: parts.clock.now() })
    if (!isClosed) void look()
  }

  async function isThere(which: Connection, timeoutMs: number): Promise<boolean> {
    try {
      await ask(which, { method: 'GET', path: '/version' }, AbortSignal.any([which.gone, AbortSignal.timeout(timeoutMs)]))
      return true
    } catch {
      return false
    }
  }

  return {
    status: () => status,
    async refresh() {
      if (isClosed) return status
      const inUse = connection
      if (inUse && !parts.isChosen(inUse)) lose(inUse, 'another engine was chosen in the settings')
      else if (inUse && !(await isThere(inUse, pingWithinMs))) lose(inUse, 'it does not answer any more')
      const waitMs = inUse ? lookWithinMs : pingWithinMs + lookWithinMs
      if (!connection) await Promise.race([look(), new Promise((resolve) => setTimeout(resolve, waitMs).unref())])
      return status
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async current() {
      if (status.state === 'looking' && looking) await looking
      if (connection) return connection
      throw unavailable(why(status) || 'it is still being looked for')
    },
    suspect(which) {
      void isThere(which, pingWithinMs).then((isAnswering) => isAnswering || lose(which, 'it does not answer any more'))
    },
    close() {
      isClosed = true
      clearInterval(ticking)
      const last = connection
      connection = null
      last?.end(unavailable('the workstation is closing'))
      status = { state: 'absent', attempts: status.attempts, why: 'the workstation is closing' }
      listeners.clear()
    },
  }

  function why(of: EngineStatus): string {
    return 'why' in of ? of.why : ''
  }
}

/** The nearest to an answer: what a person named, else a socket that is there and refuses. */
function whyNone(attempts: Search['attempts']): string {
  const telling = attempts.filter((attempt) => attempt.endpoint && attempt.why !== 'there is no such socket')
  const best =
    attempts.find((attempt) => attempt.endpoint && (attempt.strategy === 'settings' || attempt.strategy === 'DOCKER_HOST')) ??
    telling.find((attempt) => attempt.why.startsWith('permission')) ??
    telling[0]
  return best ? `${best.strategy} (${best.endpoint}): ${best.why}` : 'no Docker or Podman was found on this computer'
}
