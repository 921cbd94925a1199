import { expect, test } from 'vitest'
import { t } from '../../app/messages.ts'
import { shortcutsOf } from './shortcuts.ts'

const keysOf = (does: string, sendKey: 'Enter' | 'Mod+Enter') => shortcutsOf([], sendKey).find((each) => each.does === does)?.keys

test('the list names the key that was chosen to send with, and the one that is a new line then', () => {
  expect(keysOf(t.keys.send, 'Enter')).toEqual(['Enter'])
  expect(keysOf(t.keys.line, 'Enter')).toEqual(['Shift+Enter'])
  expect(keysOf(t.keys.send, 'Mod+Enter')).toEqual(['Mod+Enter'])
  expect(keysOf(t.keys.line, 'Mod+Enter')).toEqual(['Enter'])
})
