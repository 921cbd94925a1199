import { expect, it } from 'vitest'
import type { AppEvent } from '../contract/system.ts'
import { newId } from '../kernel/ids.ts'
import { readAppEvents } from './app-events.ts'
import { createCountedBus } from './testing/counted-bus.ts'

function reader(isResumed = false) {
  const bus = createCountedBus<AppEvent>()
  const abort = new AbortController()
  const events = readAppEvents(bus.subscribe, isResumed, abort.signal)[Symbol.asyncIterator]()
  return { bus, abort, next: async () => (await events.next()).value as AppEvent }
}

it('listens from the start, even before the first event is asked for', async () => {
  const { bus, next } = reader()
  bus.publish({ type: 'models.changed' })
  expect(await next()).toEqual({ type: 'models.changed' })
})

it('tells equal events that wait once, the newest of them', async () => {
  const { bus, next } = reader()
  const sessionId = newId('ses')
  for (const pending of [1, 2, 3]) {
    bus.publish({ type: 'session.changed', sessionId })
    bus.publish({ type: 'approvals.changed', pending })
  }
  expect([await next(), await next()]).toEqual([
    { type: 'session.changed', sessionId },
    { type: 'approvals.changed', pending: 3 },
  ])
})

it('gives up for a reader that is far behind, and tells it to look at everything again', async () => {
  const { bus, next } = reader()
  for (let n = 0; n < 10_000; n++) bus.publish({ type: 'session.changed', sessionId: newId('ses') })
  expect(await next()).toEqual({ type: 'resync' })
  bus.publish({ type: 'models.changed' })
  expect(await next()).toEqual({ type: 'models.changed' })
})

it('tells a reader that resumes to look at everything again', async () => {
  expect(await reader(true).next()).toEqual({ type: 'resync' })
})

it('stops listening when the reader goes, whether it ever asked or not', () => {
  const { bus, abort } = reader()
  expect(bus.listenerCount).toBe(1)
  abort.abort()
  expect(bus.listenerCount).toBe(0)
})
