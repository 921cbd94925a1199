import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RunEvent } from '../../../core/contract/runs.ts'
import { nextShare, takeShare } from './share.ts'
import { emptyTurn, foldTurn } from './turn.ts'

const runId = 'run_a' as RunEvent['runId']
const said = (seq: number, text: string) => ({ type: 'text.delta', seq, runId, at: new Date(0).toISOString(), text }) as RunEvent
const other = (seq: number) => ({ type: 'step.finished', seq, runId, at: new Date(0).toISOString(), usage: emptyTurn.usage }) as RunEvent

test('a burst is taken in shares, in order, and what they come to is the whole', () => {
  const event = fc.oneof(fc.string({ minLength: 1, maxLength: 60 }), fc.constant(null))
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (texts, characters) => {
      const queue = texts.map((text, index) => (text === null ? other(index + 1) : said(index + 1, text)))
      const whole = queue.reduce((turn, each) => foldTurn(turn, each, runId), emptyTurn)
      let turn = emptyTurn
      for (let rest: RunEvent[] = queue; rest.length > 0; ) {
        const [share, left] = takeShare(rest, characters)
        const length = share.reduce((sum, each) => sum + ('text' in each ? each.text.length : 0), 0)
        expect(length).toBeLessThanOrEqual(characters)
        for (const each of share) turn = foldTurn(turn, each, runId)
        rest = left
      }
      expect(turn).toEqual(whole)
    }),
  )
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
