import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLogLines } from './log-lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a few lines are handed on at once, each by itself', () => {
  const emitted: string[] = []
  const log = createLogLines((line) => emitted.push(line))
  for (const line of ['one', 'two']) log.push(line)
  expect(emitted).toEqual(['one', 'two'])
  log.close()
  expect(emitted).toEqual(['one', 'two'])
})

test('a flood is gathered, bounded, and says what it left out; nothing is lost at the end', () => {
  const emitted: string[] = []
  const log = createLogLines((line) => emitted.push(line))
  for (let index = 0; index < 1_000; index++) log.push(`line ${index}`)
  expect(emitted).toHaveLength(20)
  vi.advanceTimersByTime(250)
  expect(emitted).toHaveLength(21)
  const gathered = emitted.at(-1)?.split('\n') ?? []
  expect(gathered[0]).toBe('line 20')
  expect(gathered).toContain('… 780 lines left out …')
  expect(gathered.at(-1)).toBe('line 999')
  log.push('calm again')
  expect(emitted.at(-1)).toBe('calm again')
  for (let index = 0; index < 30; index++) log.push(`${index}`)
  log.close()
  expect(emitted.at(-1)?.split('\n').at(-1)).toBe('29')
  vi.advanceTimersByTime(1_000)
  expect(emitted).toHaveLength(42)
})

test('a line without end is cut', () => {
  const emitted: string[] = []
  const log = createLogLines((line) => emitted.push(line))
  log.push('x'.repeat(1_000_000))
  expect(emitted[0]?.length).toBeLessThan(2_010)
  log.close()
})
