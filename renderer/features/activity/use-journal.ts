import { useEffect, useState } from 'react'
import type { RunEvent } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import { joinDeltas } from '../chats/turn.ts'
import { followJournal } from './follow-journal.ts'

/** The journal of a run as it grows, pieces of text joined; told at most ten times a second. null: no run. */
export function useJournal(id: RunEvent['runId'] | null): RunEvent[] {
  const api = useApi()
  const [events, setEvents] = useState<RunEvent[]>([])
  useEffect(() => {
    setEvents([])
    if (id === null) return
    const stop = new AbortController()
    let queue: RunEvent[] = []
    const timer = setInterval(() => {
      if (queue.length === 0) return
      const more = queue
      queue = []
      setEvents((known) => joinDeltas([...known, ...more]))
    }, 100)
    void followJournal(api, id, 0, stop.signal, (event) => queue.push(event))
    return () => {
      clearInterval(timer)
      stop.abort()
    }
  }, [api, id])
  return events
}
