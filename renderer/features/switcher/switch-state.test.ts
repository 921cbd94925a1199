import { expect, it } from 'vitest'
import { closed, press } from './switch-state.ts'

const held = { count: 3, isFirstInView: true, by: 1 as const, isHeld: true }

it('goes to the chat before the one in view at once, and on with each press, round the end', () => {
  const first = press(closed, held)
  expect(first).toEqual({ isOpen: true, isHeld: true, at: 1 })
  const second = press(first, held)
  expect(second.at).toBe(2)
  expect(press(second, held).at).toBe(0)
})

it('begins with the last chat where none is in view, and at the end when going backwards', () => {
  expect(press(closed, { ...held, isFirstInView: false }).at).toBe(0)
  expect(press(closed, { ...held, by: -1 }).at).toBe(2)
})

it('stays open without a held key, and opens when there is nothing to choose', () => {
  expect(press(closed, { ...held, isHeld: false })).toMatchObject({ isOpen: true, isHeld: false })
  expect(press(closed, { ...held, count: 0 })).toEqual({ isOpen: true, isHeld: true, at: 0 })
  expect(press(closed, { ...held, count: 1 }).at).toBe(0)
})
