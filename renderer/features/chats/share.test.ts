import { expect, test } from 'vitest'
import type { RunEvent } from '../../../core/contract/runs.ts'
import { nextShare, takeShare } from './share.ts'

const said = (length: number) => ({ type: 'text.delta', text: 'x'.repeat(length) }) as RunEvent
const other = { type: 'run.notice' } as RunEvent

test('a burst is taken in parts, in order, and nothing of it is lost', () => {
  const queue = [said(100), other, said(100), said(100), other]
  const [first, rest] = takeShare(queue, 150)
  expect(first).toEqual([said(100), other, said(100)])
  expect([...first, ...rest]).toEqual(queue)
  expect(takeShare(queue, 1_000)).toEqual([queue, []])
})

test('one event that is longer than a share is taken all the same', () => {
  expect(takeShare([said(5_000), other], 300)[0]).toEqual([said(5_000)])
})

test('shares shrink after slow frames and grow back, within bounds', () => {
  let share = 1_000
  for (let frame = 0; frame < 20; frame++) share = nextShare(share, 80)
  expect(share).toBeGreaterThan(100)
  const slowest = share
  for (let frame = 0; frame < 50; frame++) share = nextShare(share, 16)
  expect(share).toBeGreaterThan(slowest * 4)
  expect(share).toBeLessThan(10_000)
})
