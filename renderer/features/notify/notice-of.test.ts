import { expect, it } from 'vitest'
import type { Run } from '../../../core/contract/runs.ts'
import type { Approval } from '../../../core/contract/safety.ts'
import { noticeOfApprovals, noticeOfRun, permissionOf } from './notice-of.ts'

const run = (more: Partial<Run>) => ({
  ...({ id: 'run_1', sessionId: 'ses_1', name: 'assistant', status: 'done', durationMs: 84_000 } as Run),
  ...more,
})
const waits = (sessionId: string | null) => ({ id: 'apr', sessionId }) as unknown as Approval

it('tells of a long answer by its agent and its time, and of nothing that was said', () => {
  expect(noticeOfRun(run({}), 30)).toEqual({ kind: 'finished', agent: 'assistant', tookMs: 84_000, route: '/chats/ses_1', tag: 'run_1' })
  expect(noticeOfRun(run({ status: 'failed' }), 30)?.kind).toBe('failed')
})

it('keeps still about short answers, stopped ones, and runs of no chat', () => {
  expect(noticeOfRun(run({ durationMs: 29_999 }), 30)).toBeNull()
  expect(noticeOfRun(run({ status: 'cancelled' }), 30)).toBeNull()
  expect(noticeOfRun(run({ sessionId: null }), 30)).toBeNull()
})

it('tells when more waits than before, and leads to where it is answered', () => {
  expect(noticeOfApprovals([waits('ses_1')], 0)).toMatchObject({ count: 1, route: '/chats/ses_1' })
  expect(noticeOfApprovals([waits('ses_1'), waits('ses_2')], 1)).toMatchObject({ count: 2, route: '/activity' })
  expect(noticeOfApprovals([waits(null)], 0)?.route).toBe('/activity')
  expect(noticeOfApprovals([waits('ses_1')], 1)).toBeNull()
})

it('asks only where nobody has said anything yet', () => {
  expect(permissionOf(true, 'default')).toBe('ask')
  expect(permissionOf(true, 'granted')).toBe('on')
  expect([permissionOf(true, 'denied'), permissionOf(false, 'granted'), permissionOf(true, null)]).toEqual(['off', 'off', 'off'])
})
