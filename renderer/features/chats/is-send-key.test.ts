import { expect, test } from 'vitest'
import { isSendKey } from './is-send-key.ts'

const press = (more: Partial<KeyboardEvent> = {}) => ({ key: 'Enter', shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more })

test('Enter sends unless the person wants it to start a line', () => {
  expect(isSendKey(press(), 'Enter')).toBe(true)
  expect(isSendKey(press(), 'Mod+Enter')).toBe(false)
  expect(isSendKey(press({ ctrlKey: true, metaKey: true }), 'Mod+Enter')).toBe(true)
  for (const sendKey of ['Enter', 'Mod+Enter'] as const) {
    expect(isSendKey(press({ shiftKey: true }), sendKey)).toBe(false)
    expect(isSendKey(press({ key: 'a', ctrlKey: true }), sendKey)).toBe(false)
  }
})
