import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppliedFix, Check, Examination } from '../../../core/contract/doctor.ts'
import { useApi } from '../../api/api-context.ts'

interface Examined {
  /** Of each look what it found; null while it is looked at. */
  looks: readonly { id: string; title: string; checks: readonly Check[] | null }[]
  applied: readonly AppliedFix[]
  /** How long all of it took; null while it goes on. */
  durationMs: number | null
  /** How many looks are done. */
  done: number
  error: unknown
}

const nothing: Examined = { looks: [], applied: [], durationMs: null, done: 0, error: null }

function told(before: Examined, event: Examination): Examined {
  if (event.type === 'ended') return { ...before, durationMs: event.durationMs, applied: event.applied }
  // What was found before stays in its place until it is looked at again.
  if (event.type === 'started')
    return { ...before, looks: event.checks.map((look) => ({ ...look, checks: before.looks.find(({ id }) => id === look.id)?.checks ?? null })) }
  return { ...before, done: before.done + 1, looks: before.looks.map((look) => (look.id === event.id ? { ...look, checks: event.checks } : look)) }
}

/** Runs the doctor's checks and shows each as it comes. `again` begins anew; what was found stays to be seen until it is looked at again. */
export function useExamination() {
  const { client } = useApi()
  const [found, setFound] = useState<Examined>(nothing)
  const running = useRef<AbortController | null>(null)
  const again = useCallback(async () => {
    running.current?.abort()
    const own = new AbortController()
    running.current = own
    const change = (next: (before: Examined) => Examined) => !own.signal.aborted && setFound(next)
    change((before) => ({ ...before, durationMs: null, done: 0, error: null }))
    try {
      for await (const event of await client.system.examine({}, { signal: own.signal })) {
        change((before) => told(before, event))
      }
    } catch (error) {
      change((before) => ({ ...before, durationMs: 0, error }))
    }
  }, [client])
  useEffect(() => {
    void again()
    return () => running.current?.abort()
  }, [again])
  return { ...found, again }
}
