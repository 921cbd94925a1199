import { useRef, useState } from 'react'
import type { Run, RunResult } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import { newId } from '../../api/new-id.ts'
import { errorText } from '../../ui/failed.tsx'
import { useJournal } from '../activity/use-journal.ts'
import { type Preparation, preparationsOf } from '../containers/preparations.ts'

/** What is run: a manifest, or an endpoint of a relic as `kv_store.read`. */
export interface Tried {
  kind: Run['kind']
  name: string
  sessionId?: NonNullable<Run['sessionId']> | undefined
  /** The press of Run is the yes, once, to the rights listed beside it. What is not in sight still waits in the inbox. */
  isYes: boolean
}

export interface Attempt {
  isRunning: boolean
  result: RunResult | null
  finishedAt: number | null
  /** Why it could not be run at all; a run that failed is a result. */
  failure: string | null
  logs: string[]
  /** What had to be built or started before. */
  preparations: readonly Preparation[]
  run(input: unknown): void
  stop(): void
}

/** Runs something from its page, with its log while it runs. */
export function useTry({ kind, name, sessionId, isYes }: Tried): Attempt {
  const { client, queries, orpc } = useApi()
  const [state, setState] = useState<Pick<Attempt, 'isRunning' | 'result' | 'failure' | 'finishedAt'>>({
    isRunning: false,
    result: null,
    failure: null,
    finishedAt: null,
  })
  const [runId, setRunId] = useState<RunResult['runId'] | null>(null)
  const stopper = useRef<AbortController | null>(null)
  const journal = useJournal(runId)
  return {
    ...state,
    logs: journal.flatMap((event) => (event.type === 'run.log' && event.runId === runId ? [event.line] : [])),
    preparations: preparationsOf(journal),
    async run(input) {
      stopper.current = new AbortController()
      // Chosen here, so that its log is followed from the start.
      const runId = newId<RunResult['runId']>('run')
      setRunId(runId)
      setState((last) => ({ ...last, isRunning: true, failure: null }))
      try {
        const result = await client.runs.execute(
          { kind, name, input, runId, ...(sessionId && { sessionId }), ...(isYes && { approve: true }) },
          { signal: stopper.current.signal },
        )
        setState({ isRunning: false, result, failure: null, finishedAt: Date.now() })
      } catch (error) {
        const isStopped = stopper.current.signal.aborted
        setState((last) => ({ ...last, isRunning: false, failure: isStopped ? null : errorText(error) }))
      }
      void queries.invalidateQueries({ queryKey: orpc.runs.list.key() })
    },
    stop() {
      // Before it began there is nothing to stop but the call itself.
      if (runId) client.runs.cancel({ id: runId }).catch(() => stopper.current?.abort())
    },
  }
}
