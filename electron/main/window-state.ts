import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** In the units of the screen, origin at the top left of the first display. */
export type Bounds = { x: number; y: number; width: number; height: number }
export type WindowState = { bounds: Bounds | null; isMaximized: boolean }

const normal = { width: 1280, height: 820 }
export const minimum = { width: 800, height: 600 }
/** How much of the title bar must be on a display for the window to be moved by hand. */
const grip = { width: 120, height: 40 }

/** Saved bounds as they can be used now: in place when a person could reach the window there, else centred on the first display at a size that fits. */
export function fitBounds(saved: Bounds | null, displays: readonly Bounds[]): { width: number; height: number; x?: number; y?: number } {
  const [first] = displays
  const limit = first ?? { x: 0, y: 0, ...normal }
  const size = (wanted: { width: number; height: number }, area: Bounds) => ({
    width: Math.max(Math.min(wanted.width, area.width), Math.min(minimum.width, area.width)),
    height: Math.max(Math.min(wanted.height, area.height), Math.min(minimum.height, area.height)),
  })
  if (!saved) return size(normal, limit)
  const home = displays.find((display) => isReachable(saved, display))
  return home ? { x: saved.x, y: saved.y, ...size(saved, home) } : size(saved, limit)
}

function isReachable(window: Bounds, display: Bounds): boolean {
  const width = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  return width >= grip.width && window.y >= display.y && window.y + grip.height <= display.y + display.height
}

/** What was written last; a missing or damaged file is a first start. */
export function readWindowState(file: string): WindowState {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(file, 'utf8')) as { bounds?: unknown; isMaximized?: unknown }
    return { bounds: isBounds(bounds) ? bounds : null, isMaximized: isMaximized === true }
  } catch {
    return { bounds: null, isMaximized: false }
  }
}

function isBounds(value: unknown): value is Bounds {
  if (typeof value !== 'object' || value === null) return false
  return (['x', 'y', 'width', 'height'] as const).every((key) => Number.isInteger((value as Record<string, unknown>)[key]))
}

/** Written beside and renamed, so that a crash leaves the old file. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
