import { expect, it } from 'vitest'
import { actsWhileTyping, isPress } from './keys.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}, code?: string) => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held },
  ...(code !== undefined && { code }),
})

it('takes Ctrl for Mod, and Command on macOS', () => {
  expect(isPress(press('k', { ctrlKey: true }), 'Mod+K', false)).toBe(true)
  expect(isPress(press('k', { metaKey: true }), 'Mod+K', false)).toBe(false)
  expect(isPress(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true)
  expect(isPress(press('k', { ctrlKey: true }), 'Mod+K', true)).toBe(false)
  expect(isPress(press('Tab', { ctrlKey: true }), 'Ctrl+Tab', true)).toBe(true)
})

it('wants exactly the keys that are named', () => {
  expect(isPress(press('k', { ctrlKey: true, shiftKey: true }), 'Mod+K', false)).toBe(false)
  expect(isPress(press('K', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+K', false)).toBe(true)
  expect(isPress(press('ArrowUp', { altKey: true }), 'Alt+ArrowUp', false)).toBe(true)
  expect(isPress(press('ArrowUp'), 'Alt+ArrowUp', false)).toBe(false)
  expect(isPress(press('F6', { shiftKey: true }), 'F6', false)).toBe(false)
})

it('takes a sign by what it is, with Shift or without', () => {
  expect(isPress(press('?', { shiftKey: true }), '?', false)).toBe(true)
  expect(isPress(press('?'), '?', false)).toBe(true)
  expect(isPress(press(',', { ctrlKey: true }), 'Mod+,', false)).toBe(true)
})

it('knows a letter by its key where Alt changes what is typed', () => {
  expect(isPress(press('µ', { altKey: true, metaKey: true }, 'KeyM'), 'Mod+Alt+M', true)).toBe(true)
})

it('lets only keys that write nothing act in text fields', () => {
  expect(['Mod+K', 'Alt+ArrowUp', 'F6', 'Shift+F6'].every(actsWhileTyping)).toBe(true)
  expect(['?', 'R', 'Shift+ArrowDown'].some(actsWhileTyping)).toBe(false)
})
