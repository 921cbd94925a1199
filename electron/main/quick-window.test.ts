import { expect, it, vi } from 'vitest'

vi.mock('electron', () => ({}))
const { placeQuick, quickSize } = await import('./quick-window.ts')

it('stands in the middle of the display with the pointer, above its half', () => {
  expect(placeQuick({ x: 1440, y: 25, width: 1920, height: 1055 })).toEqual({ x: 2060, y: 222, ...quickSize })
})

it('is never larger than the display', () => {
  expect(placeQuick({ x: 0, y: 0, width: 600, height: 300 })).toEqual({ x: 0, y: 0, width: 600, height: 300 })
})
