import { getEventMeta } from '@orpc/server'
import { expect, it } from 'vitest'
import { toStream } from './streams.ts'

const counter = (seen: { asked: number; signal?: AbortSignal; hasEnded?: boolean }) =>
  async function* (signal: AbortSignal) {
    seen.signal = signal
    try {
      for (;;) yield { n: ++seen.asked }
    } finally {
      seen.hasEnded = true
    }
  }

it('asks the source only when the reader asks', async () => {
  const seen = { asked: 0 }
  const stream = toStream(counter(seen), undefined)
  expect(seen.asked).toBe(0)
  expect(await stream.next()).toEqual({ done: false, value: { n: 1 } })
  expect(seen.asked).toBe(1)
})

it('gives each event its id', async () => {
  const { value } = await toStream(counter({ asked: 6 }), undefined, ({ n }) => `e${n}`).next()
  expect(getEventMeta(value)).toEqual({ id: 'e7' })
})

it('ends the source when the reader stops early, and is over then', async () => {
  const seen = { asked: 0, signal: undefined as never as AbortSignal, hasEnded: false }
  const stream = toStream(counter(seen), undefined)
  for await (const { n } of stream) if (n === 3) break
  expect([seen.asked, seen.signal.aborted, seen.hasEnded]).toEqual([3, true, true])
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})

it('lets a reader that waits go when its signal aborts, though the source never answers', async () => {
  const abort = new AbortController()
  let sourceSignal: AbortSignal | undefined
  const stream = toStream((signal) => {
    sourceSignal = signal
    return { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }
  }, abort.signal)
  const waiting = stream.next()
  abort.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(sourceSignal?.aborted).toBe(true)
})

it('begins nothing for a reader that has gone already', async () => {
  const seen = { asked: 0 }
  expect((await toStream(counter(seen), AbortSignal.abort()).next()).done).toBe(true)
  expect(seen.asked).toBe(0)
})

it('hands on the error of its source and ends', async () => {
  const stream = toStream(async function* () {
    yield { n: 1 }
    throw new Error('broken')
  }, undefined)
  await stream.next()
  await expect(stream.next()).rejects.toThrow('broken')
  expect((await stream.next()).done).toBe(true)
})

it('lets timers run while a source has always more', async () => {
  let hasRun = false
  setTimeout(() => {
    hasRun = true
  })
  let count = 0
  for await (const _ of toStream(counter({ asked: 0 }), undefined)) if (hasRun || ++count > 1_000_000) break
  expect(hasRun).toBe(true)
})
