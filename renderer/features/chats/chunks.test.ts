import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../../core/contract/sessions.ts'
import { chunkSize, chunksOf } from './chunks.ts'
import type { HistoryPage } from './history.ts'

const page = (from: number, to: number): HistoryPage => ({
  messages: Array.from({ length: to - from }, (_, index) => ({ id: `msg_${from + index}`, parts: [] }) as unknown as Message),
  hasMore: true,
})
const firsts = (pages: HistoryPage[]) => chunksOf(pages).map((chunk) => chunk[0]?.id)

test('all messages are there once and in order', () => {
  const chunks = chunksOf([page(120, 150), page(20, 120), page(0, 20)])
  expect(chunks.flat().map((message) => message.id)).toEqual(Array.from({ length: 150 }, (_, index) => `msg_${index}`))
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBe(chunkSize)
})

test('reading further up moves no border, and gives the pieces that were there before as the very same', () => {
  const newest = page(100, 150)
  const older = page(0, 100)
  expect(firsts([newest, older]).slice(-firsts([newest]).length)).toEqual(firsts([newest]))
  expect(chunksOf([newest, older]).at(-1)).toBe(chunksOf([newest]).at(-1))
})

test('messages that come at the end move no border', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 40 }), (count, more) => {
      const before = firsts([page(0, count)])
      expect(firsts([page(0, count + more)]).slice(0, before.length)).toEqual(before)
    }),
  )
})
