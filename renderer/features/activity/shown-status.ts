import type { Run } from '../../../core/contract/runs.ts'
import type { Approval } from '../../../core/contract/safety.ts'

/** The state of a run as a person sees it: one that only goes on after a yes to something below it waits, though it counts as running. */
export const shownStatus = (run: Pick<Run, 'id' | 'status'>, approvals: readonly Pick<Approval, 'rootId' | 'runId'>[]): Run['status'] =>
  run.status === 'running' && approvals.some((approval) => approval.rootId === run.id || approval.runId === run.id) ? 'waiting' : run.status
