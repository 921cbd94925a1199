import { Fault } from '../contract/faults.ts'
import type { Run } from '../contract/runs.ts'
import type { Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import type { RunId } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'

/** Ends what a former process left unfinished: each such run is journalled as interrupted, children before parents. Idempotent. */
export async function recoverRuns({ storage, clock, logger }: { storage: Storage; clock: Clock; logger: Logger }): Promise<void> {
  const byRoot = Map.groupBy(await storage.runs.unfinished(), (run) => run.rootId)
  for (const [rootId, runs] of byRoot) await interrupt(storage, clock, rootId, runs)
  if (byRoot.size > 0) logger.warn('runs were interrupted when the workstation ended', { trees: byRoot.size })
}

async function interrupt(storage: Storage, clock: Clock, rootId: RunId, runs: Run[]): Promise<void> {
  const at = isoNow(clock)
  const deepestFirst = runs.toSorted((a, b) => b.id.localeCompare(a.id))
  await storage.transaction(async (tx) => {
    const lastSeq = await tx.journal.lastSeq(rootId)
    await tx.journal.append(
      deepestFirst.map((run, index) => ({ type: 'run.interrupted', seq: lastSeq + 1 + index, rootId, runId: run.id, at, usage: run.usage })),
    )
    for (const run of deepestFirst) {
      await tx.runs.update(run.id, {
        status: 'interrupted',
        finishedAt: at,
        error: { code: 'INTERRUPTED', message: new Fault('INTERRUPTED').message },
      })
    }
  })
}
