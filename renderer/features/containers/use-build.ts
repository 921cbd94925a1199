import { useEffect, useRef, useState } from 'react'
import type { ToolImage } from '../../../core/contract/containers.ts'
import type { RunResult } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import { newId } from '../../api/new-id.ts'
import { errorText } from '../../ui/failed.tsx'
import { useJournal } from '../activity/use-journal.ts'

type RunId = RunResult['runId']

export interface Build {
  isRunning: boolean
  /** How the build that was asked for here ended. */
  result: RunResult | null
  /** Why none could be begun. */
  failure: string | null
  logs: string[]
  /** The run to look at for more. */
  runId: RunId | null
  start(isForced: boolean): void
  stop(): void
}

/** Builds the image of a tool and follows the log; also of a build that was begun elsewhere, such as by a chat that needed it. */
export function useBuild(image: ToolImage): Build {
  const { client, queries, orpc } = useApi()
  const [own, setOwn] = useState<{ runId: RunId; isRunning: boolean; result: RunResult | null } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const isRunning = own?.isRunning === true || image.state === 'building'
  const runId = own?.isRunning ? own.runId : (image.buildRunId ?? own?.runId ?? null)
  // The log of an old build that went well is of no use here.
  const isTold = isRunning || image.state === 'failed' || own !== null
  const journal = useJournal(isTold ? runId : null)

  const refresh = () => {
    void queries.invalidateQueries({ queryKey: orpc.containers.key() })
    void queries.invalidateQueries({ queryKey: orpc.runs.list.key() })
  }
  // A build of elsewhere has ended: its journal tells before the next look at the image.
  const hasEnded = journal.some((event) => event.runId === runId && /^run\.(finished|failed|cancelled|interrupted)$/.test(event.type))
  const asked = useRef<RunId | null>(null)
  useEffect(() => {
    if (!hasEnded || asked.current === runId) return
    asked.current = runId
    void queries.invalidateQueries({ queryKey: orpc.containers.image.key() })
  }, [hasEnded, runId, queries, orpc])

  return {
    isRunning,
    result: own?.result ?? null,
    failure,
    runId,
    logs: journal.flatMap((event) => (event.type === 'run.log' && event.runId === runId ? [event.line] : [])),
    async start(isForced) {
      const runId = newId<RunId>('run')
      setFailure(null)
      setOwn({ runId, isRunning: true, result: null })
      try {
        const result = await client.containers.buildTool({ name: image.tool, runId, ...(isForced && { force: true }) })
        setOwn({ runId, isRunning: false, result })
      } catch (error) {
        setOwn(null)
        setFailure(errorText(error))
      }
      refresh()
    },
    stop() {
      if (runId) client.runs.cancel({ id: runId }).catch(() => {})
    },
  }
}
