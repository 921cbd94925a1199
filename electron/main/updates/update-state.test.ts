import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextUpdateState, type UpdateEvent, type UpdateState } from './update-state.ts'

const found = { version: '0.2.0', notes: 'Faster.', sizeBytes: 90_000_000 }
const idle: UpdateState = { state: 'idle', lastCheckedAt: null }
const after = (...events: UpdateEvent[]) => events.reduce(nextUpdateState, idle)
const at = '2026-11-20T10:00:00.000Z'

it('goes from a look to a restart', () => {
  const events: UpdateEvent[] = [
    { type: 'check' },
    { type: 'found', found },
    { type: 'download' },
    { type: 'progress', percent: 40, bytesPerSecond: 1_000_000 },
    { type: 'downloaded' },
  ]
  expect(events.map((_, index) => after(...events.slice(0, index + 1)).state)).toEqual([
    'checking',
    'available',
    'downloading',
    'downloading',
    'ready',
  ])
  expect(after(...events)).toEqual({ state: 'ready', ...found })
})

it('a stopped download can be begun again; progress that comes late is of nothing', () => {
  const stopped = after({ type: 'check' }, { type: 'found', found }, { type: 'download' }, { type: 'stopped' })
  expect(stopped).toEqual({ state: 'available', ...found })
  expect(nextUpdateState(stopped, { type: 'progress', percent: 90, bytesPerSecond: 1 })).toBe(stopped)
  expect(nextUpdateState(stopped, { type: 'downloaded' })).toBe(stopped)
  expect(nextUpdateState(stopped, { type: 'download' }).state).toBe('downloading')
})

it('keeps what was found when its download fails, so that it can be tried again', () => {
  const failed = after({ type: 'check' }, { type: 'found', found }, { type: 'download' }, { type: 'failed', during: 'download', message: 'checksum' })
  expect(failed).toMatchObject({ state: 'failed', found })
  expect(nextUpdateState(failed, { type: 'download' })).toMatchObject({ state: 'downloading', percent: 0, version: '0.2.0' })
  expect(nextUpdateState(failed, { type: 'put-off', at })).toEqual({ state: 'idle', lastCheckedAt: at })
})

it('is not asked about again while it is fetched or here', () => {
  const ready = after({ type: 'check' }, { type: 'found', found }, { type: 'download' }, { type: 'downloaded' })
  expect(nextUpdateState(ready, { type: 'check' })).toBe(ready)
})

it('is ready only after a whole download of something found, whatever comes', () => {
  const event: fc.Arbitrary<UpdateEvent> = fc.oneof(
    fc.constantFrom<UpdateEvent>(
      { type: 'check' },
      { type: 'none', at },
      { type: 'found', found },
      { type: 'download' },
      { type: 'downloaded' },
      { type: 'stopped' },
      { type: 'put-off', at },
      { type: 'failed', during: 'download', message: 'x' },
    ),
    fc.record({ type: fc.constant('progress' as const), percent: fc.double({ min: -10, max: 200, noNaN: true }), bytesPerSecond: fc.nat() }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      let state: UpdateState = idle
      for (const each of events) {
        const next = nextUpdateState(state, each)
        if (next.state === 'ready' && state.state !== 'ready') expect([state.state, each.type]).toEqual(['downloading', 'downloaded'])
        if (next.state === 'downloading') expect(next.percent).toSatisfy((percent: number) => percent >= 0 && percent <= 100)
        if (next.state === 'downloading' || next.state === 'ready') expect(next.version).toBe('0.2.0')
        state = next
      }
    }),
  )
})
