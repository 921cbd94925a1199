import { Fault } from '../../contract/faults.ts'
import type { RunKind } from '../../contract/runs.ts'
import type { RunId, SessionId } from '../../kernel/ids.ts'
import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'
import { toStream } from '../streams.ts'

type How = { runId?: RunId | undefined; sessionId?: SessionId | undefined; timeoutMs?: number | undefined; approve?: boolean | undefined }

export function runsRouter({ runs: os }: Implementer, { runs }: Pick<CoreParts, 'runs'>) {
  /** A caller that goes away takes its run with it. */
  const execute = (kind: RunKind, name: string, input: unknown, { runId, sessionId, timeoutMs, approve }: How, signal: AbortSignal | undefined) =>
    runs.execute(kind, name, input, { runId, isNew: true, sessionId, timeoutMs, isApproved: approve, signal })

  return os.router({
    execute: os.execute.handler(({ input, signal }) => execute(input.kind, input.name, input.input, input, signal)),
    executeTool: os.executeTool.handler(({ input, signal }) => execute('tool', input.name, input.parameters, input, signal)),
    executeAgent: os.executeAgent.handler(({ input, signal }) => execute('agent', input.name, input.input, input, signal)),
    list: os.list.handler(async ({ input }) => ({ runs: await runs.list(input) })),
    get: os.get.handler(({ input }) => runs.get(input.id)),
    events: os.events.handler(async ({ input, signal, lastEventId }) => {
      if (lastEventId && !/^\d{1,15}$/.test(lastEventId)) throw new Fault('BAD_INPUT', { detail: 'The last event id is not one of this stream.' })
      const { run } = await runs.get(input.id)
      const after = Math.max(input.after, Number(lastEventId ?? 0))
      return toStream(
        (ended) => runs.events(run.id, after, ended),
        signal,
        (event) => String(event.seq),
      )
    }),
    cancel: os.cancel.handler(async ({ input }) => ({ status: await runs.cancel(input.id) })),
  })
}
