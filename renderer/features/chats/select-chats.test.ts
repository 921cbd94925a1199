import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rangeOf } from './select-chats.ts'

describe('a range of chats', () => {
  test('holds both ends and what stands between them, in either direction', () => {
    expect(rangeOf(['a', 'b', 'c', 'd'], 'b', 'd')).toEqual(['b', 'c', 'd'])
    expect(rangeOf(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c'])
  })

  test('is the chat that was clicked when its beginning is no longer listed', () => {
    expect(rangeOf(['a', 'b'], 'gone', 'b')).toEqual(['b'])
  })

  test('names a chat once that is listed twice, such as one pinned in a folder', () => {
    expect(rangeOf(['a', 'b', 'a', 'c'], 'a', 'c')).toEqual(['a', 'b', 'c'])
  })

  test('always holds the chat that was clicked', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (ids, from, to) => {
        expect(rangeOf(ids, from, to)).toContain(to)
      }),
    )
  })
})
