import { expect, test } from 'vitest'
import { beatsOf, healthText, stateWord } from './relic-look.ts'

const check = (isHealthy: boolean, durationMs = 2) => ({
  at: '2026-01-05T09:00:00.000Z',
  isHealthy,
  detail: isHealthy ? '+PONG' : 'refused',
  durationMs,
})

test('checks are ticks on the right, places without one are off, and a slow one is seen', () => {
  expect(beatsOf([check(true), check(true, 2_000), check(false)], 5).map((beat) => beat.look)).toEqual(['off', 'off', 'good', 'slow', 'failed'])
  expect(
    beatsOf(
      Array.from({ length: 50 }, () => check(true)),
      5,
    ),
  ).toHaveLength(5)
})

test('the words say how many failed and how the last one went', () => {
  expect(healthText([check(true), check(false)])).toBe('Health: 2 checks, 1 failed. failed, 2 ms: refused')
  expect(healthText([check(true)])).toBe('Health: 1 check, all passed. ok, 2 ms: +PONG')
  expect(healthText([])).toBe('Health: No checks yet')
})

test('a relic that is started again says for which time', () => {
  expect(stateWord({ state: 'restarting', restarts: 4 })).toBe('restarting, try 5')
  expect(stateWord({ state: 'healthy', restarts: 4 })).toBe('healthy')
})
