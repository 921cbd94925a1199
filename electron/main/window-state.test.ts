import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fitBounds, readWindowState, writeWindowState } from './window-state.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const second = { x: 1440, y: 0, width: 1920, height: 1080 }

it('puts the window where it was, also on a second display', () => {
  const saved = { x: 1600, y: 100, width: 1000, height: 700 }
  expect(fitBounds(saved, [laptop, second])).toEqual(saved)
})

it('centres it when its display is gone or its title bar is out of reach', () => {
  expect(fitBounds({ x: 1600, y: 100, width: 1000, height: 700 }, [laptop])).toEqual({ width: 1000, height: 700 })
  expect(fitBounds({ x: 100, y: -300, width: 1000, height: 700 }, [laptop])).toEqual({ width: 1000, height: 700 })
  expect(fitBounds({ x: 1430, y: 100, width: 1000, height: 700 }, [laptop])).toEqual({ width: 1000, height: 700 })
})

it('is never larger than its display, nor smaller than what works where there is room', () => {
  expect(fitBounds({ x: 0, y: 25, width: 5000, height: 5000 }, [laptop])).toMatchObject({ width: 1440, height: 875 })
  expect(fitBounds({ x: 0, y: 25, width: 10, height: 10 }, [laptop])).toMatchObject({ width: 800, height: 600 })
  const size = fc.integer({ min: -10_000, max: 10_000 })
  const bounds = fc.record({ x: size, y: size, width: size, height: size })
  fc.assert(
    fc.property(bounds, (saved) => {
      const fitted = fitBounds(saved, [laptop])
      expect(fitted.width).toBeGreaterThanOrEqual(800)
      expect(fitted.width).toBeLessThanOrEqual(laptop.width)
      expect(fitted.height).toBeLessThanOrEqual(laptop.height)
    }),
  )
})

it('reads back what it wrote, and takes a damaged file for a first start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-window-'))
  const file = join(folder, 'deep/window.json')
  try {
    expect(readWindowState(file)).toEqual({ bounds: null, isMaximized: false })
    const state = { bounds: { x: 1, y: 2, width: 900, height: 700 }, isMaximized: true }
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
    writeFileSync(file, '{"bounds":{"x":"1"},"isMaximized":"yes"')
    expect(readWindowState(file)).toEqual({ bounds: null, isMaximized: false })
    writeFileSync(file, '{"bounds":{"x":1.5,"y":0,"width":9,"height":9}}')
    expect(readWindowState(file).bounds).toBeNull()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
