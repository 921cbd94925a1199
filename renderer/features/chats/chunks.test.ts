import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../../core/contract/sessions.ts'
import { chunkSize, chunksOf, guessPageHeight, sectionsOf } from './chunks.ts'

const messages = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `msg_${index}`, parts: [] }) as unknown as Message)
const firsts = (count: number) => chunksOf(messages(count)).map((chunk) => chunk[0]?.id)

test('all messages are there once and in order', () => {
  const page = messages(150)
  expect(chunksOf(page).flat()).toEqual(page)
  expect(Math.max(...chunksOf(page).map((chunk) => chunk.length))).toBe(chunkSize)
})

test('the same messages give the very same pieces', () => {
  const page = messages(50)
  expect(chunksOf(page)).toBe(chunksOf(page))
})

test('messages that come at the end move no border', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 40 }), (count, more) => {
      const before = firsts(count)
      expect(firsts(count + more).slice(0, before.length)).toEqual(before)
    }),
  )
})

test('older pages that come in change only the oldest section, and every page stands where it belongs', () => {
  const pages = (count: number) => Array.from({ length: count }, (_, index) => index)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (count, more) => {
      const before = sectionsOf(pages(count))
      const after = sectionsOf(pages(count + more))
      expect(after.flat()).toEqual(pages(count + more).toReversed())
      expect(after.slice(after.length - before.length + 1)).toEqual(before.slice(1))
    }),
  )
})

test('however long a chat is, what is guessed of it stays far below what a browser lays out', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 20_000 }), (all, perMessage) => {
      expect(guessPageHeight(all, perMessage, all)).toBeLessThan(16_000_000)
    }),
  )
  expect(guessPageHeight(96, 100, 1_000)).toBe(9_600)
})
