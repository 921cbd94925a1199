import { useRef, useState } from 'react'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import type { RunResult } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import { newId } from '../../api/new-id.ts'
import { errorText } from '../../ui/failed.tsx'
import { useJournal } from '../activity/use-journal.ts'

export interface Attempt {
  isRunning: boolean
  result: RunResult | null
  finishedAt: number | null
  /** Why it could not be run at all; a run that failed is a result. */
  failure: string | null
  logs: string[]
  run(input: unknown): void
  stop(): void
}

/** Runs a manifest from its page, with its log while it runs. The press of Run is the yes, once, to the rights listed beside it. */
export function useTry(summary: ManifestSummary): Attempt {
  const { client, queries, orpc } = useApi()
  const [state, setState] = useState<Pick<Attempt, 'isRunning' | 'result' | 'failure' | 'finishedAt'>>({
    isRunning: false,
    result: null,
    failure: null,
    finishedAt: null,
  })
  const [runId, setRunId] = useState<RunResult['runId'] | null>(null)
  const stopper = useRef<AbortController | null>(null)
  const kind = summary.kind.toLowerCase() as Lowercase<ManifestKind>

  // Only for what is listed in sight: what an agent's tools ask for still waits in the inbox.
  const isYes = summary.kind === 'Tool' && summary.rights.length > 0

  const journal = useJournal(runId)
  return {
    ...state,
    logs: journal.flatMap((event) => (event.type === 'run.log' ? [event.line] : [])),
    async run(input) {
      stopper.current = new AbortController()
      // Chosen here, so that its log is followed from the start.
      const runId = newId<RunResult['runId']>('run')
      setRunId(runId)
      setState((last) => ({ ...last, isRunning: true, failure: null }))
      try {
        const result = await client.runs.execute(
          { kind, name: summary.name, input, runId, ...(isYes && { approve: true }) },
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
