import type { Run } from '../../../core/contract/runs.ts'
import type { Approval } from '../../../core/contract/safety.ts'

/** Something worth a word outside of the window. It never holds what was said in a chat. */
export type Notice =
  | { kind: 'finished' | 'failed'; agent: string; tookMs: number; route: string; tag: string }
  | { kind: 'waits'; count: number; route: string; tag: string }

/** Of a turn that has ended; null when it was too short, or was stopped, which the person did. */
export function noticeOfRun(run: Pick<Run, 'id' | 'sessionId' | 'name' | 'status' | 'durationMs'>, afterSeconds: number): Notice | null {
  if (run.status !== 'done' && run.status !== 'failed') return null
  if (run.sessionId === null || run.durationMs === null || run.durationMs < afterSeconds * 1_000) return null
  return {
    kind: run.status === 'done' ? 'finished' : 'failed',
    agent: run.name,
    tookMs: run.durationMs,
    route: `/chats/${run.sessionId}`,
    tag: run.id,
  }
}

/** Of what waits for a yes, once more of it waits than before. One that belongs to a chat is answered there. */
export function noticeOfApprovals(approvals: readonly Pick<Approval, 'id' | 'sessionId'>[], before: number): Notice | null {
  if (approvals.length <= before) return null
  const chats = new Set(approvals.map(({ sessionId }) => sessionId))
  const [chat] = chats
  return { kind: 'waits', count: approvals.length, route: chats.size === 1 && chat ? `/chats/${chat}` : '/activity', tag: 'approvals' }
}

/** `on`: told. `ask`: it would be told, had the person been asked. `off`: the person, or the browser for them, does not want it. */
export type Permission = 'on' | 'ask' | 'off'
export function permissionOf(isOn: boolean, browser: NotificationPermission | null): Permission {
  if (!isOn || browser === null || browser === 'denied') return 'off'
  return browser === 'granted' ? 'on' : 'ask'
}
