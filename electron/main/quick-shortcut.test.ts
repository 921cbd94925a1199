import { expect, it, vi } from 'vitest'
import { createQuickShortcut } from './quick-shortcut.ts'

function fakeShortcuts(taken: string[] = []) {
  const held = new Map<string, () => void>()
  return {
    held,
    register(keys: string, callback: () => void) {
      if (keys === 'nonsense') throw new TypeError('conversion failure')
      if (taken.includes(keys) || held.has(keys)) return false
      held.set(keys, callback)
      return true
    },
    unregister: (keys: string) => void held.delete(keys),
  }
}

it('registers the keys, and lets the old ones go when others are chosen', () => {
  const shortcuts = fakeShortcuts()
  const press = vi.fn()
  const quick = createQuickShortcut(shortcuts, press)
  expect(quick.set('Ctrl+Space')).toEqual({ state: 'on', keys: 'Ctrl+Space' })
  // Settings are told again whenever any of them changes.
  expect(quick.set('Ctrl+Space').state).toBe('on')
  shortcuts.held.get('Ctrl+Space')?.()
  expect(press).toHaveBeenCalledOnce()
  expect(quick.set('Alt+Space').state).toBe('on')
  expect([...shortcuts.held.keys()]).toEqual(['Alt+Space'])
  expect(quick.set('')).toEqual({ state: 'off' })
  expect(shortcuts.held.size).toBe(0)
})

it('says that keys are taken, or are none, and can be given others after that', () => {
  const shortcuts = fakeShortcuts(['Ctrl+Space'])
  const quick = createQuickShortcut(shortcuts, () => {})
  expect(quick.set('Ctrl+Space')).toEqual({ state: 'taken', keys: 'Ctrl+Space' })
  expect(quick.set('nonsense').state).toBe('taken')
  expect(quick.set('Alt+Q').state).toBe('on')
  quick.close()
  expect(shortcuts.held.size).toBe(0)
})
