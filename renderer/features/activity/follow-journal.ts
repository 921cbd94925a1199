import type { RunEvent } from '../../../core/contract/runs.ts'
import type { Api } from '../../api/client.ts'

const endings = new Set(['run.finished', 'run.failed', 'run.cancelled', 'run.interrupted'])
const mostFailures = 10

/**
 * Tells each event of a run's journal after position `after`, once and in order, until the run has ended or `signal` is aborted. A stream that
 * breaks off is taken up where it was; it gives up when it breaks off again and again without telling anything new.
 */
export async function followJournal(
  { client }: Api,
  id: RunEvent['runId'],
  after: number,
  signal: AbortSignal,
  take: (event: RunEvent) => void,
): Promise<void> {
  let lastSeq = after
  for (let failures = 0; !signal.aborted && failures < mostFailures; failures++) {
    try {
      for await (const event of await client.runs.events({ id, after: lastSeq }, { signal })) {
        if (event.seq <= lastSeq) continue
        lastSeq = event.seq
        failures = 0
        take(event)
        if (event.runId === id && endings.has(event.type)) return
      }
    } catch {
      // Lost with its connection: calls wait for the next one by themselves.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 250 * (failures + 1)))
  }
}
