import { useEffect, useState, useSyncExternalStore } from 'react'
import type { RunEvent } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import type { Api } from '../../api/client.ts'
import { followJournal } from '../activity/follow-journal.ts'
import { nextShare, takeShare } from './share.ts'
import { emptyTurn, foldTurn, joinDeltas, type Turn } from './turn.ts'

type RunId = RunEvent['runId']

interface LiveTurn {
  subscribe(listener: () => void): () => void
  read(): Turn
}

/** How long a turn is followed after the last view of it has gone; opening it again within that costs nothing. */
const keepMs = 5_000
const keptTurns = 20

/**
 * Follows the journal of one turn while somebody looks, over reconnects, and tells at most once a frame, of a burst only as much as a frame
 * can draw.
 */
function followTurn(api: Api, id: RunId): LiveTurn {
  let turn = emptyTurn
  let queue: RunEvent[] = []
  let isScheduled = false
  let following: AbortController | null = null
  let stopping: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  let characters = 1_000
  let toldAt = 0

  const flush = () => {
    isScheduled = false
    const now = performance.now()
    characters = nextShare(characters, now - toldAt)
    toldAt = now
    const [share, rest] = document.hidden ? [queue, []] : takeShare(queue, characters)
    queue = rest
    for (const event of joinDeltas(share)) turn = foldTurn(turn, event, id)
    if (turn.isBehind !== queue.length > 0) turn = { ...turn, isBehind: queue.length > 0 }
    for (const listener of [...listeners]) listener()
    if (queue.length > 0) schedule()
  }
  const schedule = () => {
    if (isScheduled) return
    isScheduled = true
    // A hidden page gets no frames, and has to be up to date when it is shown.
    if (document.hidden) setTimeout(flush, 200)
    else requestAnimationFrame(flush)
  }

  return {
    read: () => turn,
    subscribe(listener) {
      listeners.add(listener)
      clearTimeout(stopping)
      if (!following && !turn.hasEnded) {
        const stopper = new AbortController()
        following = stopper
        const take = (event: RunEvent) => {
          queue.push(event)
          schedule()
        }
        void followJournal(api, id, Math.floor(turn.lastSeq), stopper.signal, take).finally(() => {
          if (following === stopper) following = null
        })
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stopping = setTimeout(() => {
          following?.abort()
          following = null
        }, keepMs)
      }
    },
  }
}

const turnsOf = new WeakMap<Api, Map<RunId, LiveTurn>>()

function liveTurn(api: Api, id: RunId): LiveTurn {
  const turns = turnsOf.get(api) ?? new Map<RunId, LiveTurn>()
  turnsOf.set(api, turns)
  const found = turns.get(id)
  if (found) return found
  const made = followTurn(api, id)
  turns.set(id, made)
  for (const old of [...turns.keys()].slice(0, -keptTurns)) turns.delete(old)
  return made
}

const nothing: LiveTurn = { subscribe: () => () => {}, read: () => emptyTurn }

/** What the journal of this turn has told so far, again at each change. null: no turn. */
export function useLiveTurn(id: RunId | null): Turn {
  const api = useApi()
  const live = id === null ? nothing : liveTurn(api, id)
  return useSyncExternalStore(live.subscribe, live.read)
}

/** The same for what need not be right at each frame: told at most every `everyMs`. */
export function useSlowTurn(id: RunId | null, everyMs = 200): Turn {
  const api = useApi()
  const [turn, setTurn] = useState(() => (id === null ? nothing : liveTurn(api, id)).read())
  useEffect(() => {
    const live = id === null ? nothing : liveTurn(api, id)
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      timer = undefined
      setTurn(live.read())
    }
    tell()
    const stop = live.subscribe(() => {
      timer ??= setTimeout(tell, everyMs)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [api, id, everyMs])
  return turn
}
