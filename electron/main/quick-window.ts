import { app, BrowserWindow, screen } from 'electron'
import { lockedPreferences } from './locks.ts'
import type { Bounds } from './window-state.ts'

export const quickSize = { width: 680, height: 400 }

/** In the middle of a display and in its upper third, where the eye is; never larger than the display. */
export function placeQuick(area: Bounds): Bounds {
  const width = Math.min(quickSize.width, area.width)
  const height = Math.min(quickSize.height, area.height)
  return { x: Math.round(area.x + (area.width - width) / 2), y: Math.round(area.y + (area.height - height) * 0.3), width, height }
}

type Options = {
  page: string
  preload: string
  log(message: string, fields?: Record<string, unknown>): void
  /** Its page is gone; what it was connected by can go, too. */
  onGone(id: number): void
}

/** The small window of the quick prompt: made when it is first asked for, over everything, on the display with the pointer, hidden when it loses the focus. */
export function createQuickWindow({ page, preload, log, onGone }: Options) {
  let window: BrowserWindow | null = null
  const make = (): BrowserWindow => {
    const made = new BrowserWindow({
      ...quickSize,
      show: false,
      frame: false,
      resizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      title: 'Cortex',
      webPreferences: lockedPreferences(preload, app.isPackaged),
    })
    made.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })
    made.on('blur', () => made.hide())
    const { id } = made.webContents
    made.on('closed', () => {
      onGone(id)
      window = null
    })
    // A crashed page is made anew the next time.
    made.webContents.on('render-process-gone', () => made.destroy())
    void made.loadURL(`${page}#/quick`).catch((error: Error) => log('the quick prompt could not be loaded', { error: error.message }))
    return made
  }
  const show = () => {
    window ??= make()
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
    window.setBounds(placeQuick(workArea))
    window.show()
    window.focus()
  }
  return {
    toggle: () => (window?.isVisible() ? window.hide() : show()),
    show,
    hide: () => window?.hide(),
    isOf: (contents: { readonly id: number }): boolean => window?.webContents.id === contents.id,
    close: () => window?.destroy(),
  }
}
