import type { KeyboardEvent } from 'react'
import { expect, test } from 'vitest'
import { decisionOf } from './decision-keys.ts'

const press = (key: string, more: Partial<KeyboardEvent> = {}, hasChat = true) =>
  decisionOf({ key, metaKey: false, ctrlKey: false, altKey: false, target: null, ...more } as KeyboardEvent, hasChat)

test('Enter alone never answers', () => {
  expect(press('Enter')).toBeNull()
  expect(press(' ')).toBeNull()
})

test('Control and Enter allows once; the letters are the other answers', () => {
  expect(press('Enter', { ctrlKey: true })).toBe('once')
  expect([press('s'), press('A'), press('d')]).toEqual(['session', 'always', 'deny'])
})

test('a letter with a modifier belongs to something else', () => {
  expect(press('a', { ctrlKey: true })).toBeNull()
  expect(press('s', { metaKey: true })).toBeNull()
})

test('what was not asked in a chat cannot be allowed for one', () => {
  expect(press('s', {}, false)).toBeNull()
  expect(press('a', {}, false)).toBe('always')
})
