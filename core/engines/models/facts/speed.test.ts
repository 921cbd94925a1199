import { expect, it } from 'vitest'
import { toSample, toSpeed } from './speed.ts'

const at = '2026-01-01T00:00:00.000Z'
const answer = (outputTokens: number, outputMs: number, promptTokens = 0, promptMs = 0) =>
  toSample({ outputTokens, outputMs, promptTokens, promptMs }, at)

it('measures prompt and output apart', () => {
  expect(answer(50, 1000, 400, 200)).toEqual({ output: 50, prompt: 2000, at })
})

it('does not measure what is too short, or took no time', () => {
  expect(answer(3, 100, 5, 1)).toBeNull()
  expect(answer(100, 0)).toBeNull()
  expect(answer(100, 1000, 3, 1)).toEqual({ output: 100, prompt: null, at })
})

it('takes the median, which one slow answer does not move', () => {
  const samples = [40, 42, 41, 2].flatMap((rate) => answer(rate, 1000) ?? answer(rate * 100, 100_000) ?? [])
  expect(toSpeed(samples)).toEqual({ outputTokensPerSecond: 40.5, promptTokensPerSecond: null, answers: 4, lastAt: at })
  expect(toSpeed([])).toBeNull()
})
