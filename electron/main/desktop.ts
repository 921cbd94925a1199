import { app, type BrowserWindow, globalShortcut, ipcMain, Menu } from 'electron'
import type { Settings } from '../../core/contract/settings.ts'
import { menuTemplate } from './menu.ts'
import { nothingOffered, type Offered, readOffered } from './offered-actions.ts'
import { createQuickShortcut } from './quick-shortcut.ts'
import { createQuickWindow } from './quick-window.ts'
import { createTray } from './tray.ts'

type Options = {
  page: string
  preload: string
  resourcesFolder: string
  getWindow(): BrowserWindow | null
  openWindow(): void
  goTo(route: string): void
  showLogs(): void
  /** The one guard of messages from pages. */
  isOurPage(event: Electron.IpcMainEvent): boolean
  /** A page of the quick prompt is gone, and what it was connected by. */
  onQuickGone(id: number): void
  log(message: string, fields?: Record<string, unknown>): void
}

/** What the app is beside its window: the native menu, the icon in the tray, the quick prompt and the keys that open it from anywhere. */
export function createDesktop(options: Options) {
  const { getWindow, goTo, log, isOurPage } = options
  let offered: Offered = nothingOffered
  let isKeptRunning = false
  const quick = createQuickWindow({ page: options.page, preload: options.preload, log, onGone: options.onQuickGone })
  const shortcut = createQuickShortcut(globalShortcut, quick.toggle)
  const showWindow = () => {
    const window = getWindow()
    if (!window) return options.openWindow()
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  const showRoute = (route: string) => {
    showWindow()
    goTo(route)
  }
  const tray = tryTray()
  function tryTray(): ReturnType<typeof createTray> | null {
    try {
      return createTray({
        resourcesFolder: options.resourcesFolder,
        isVisible: () => getWindow()?.isVisible() ?? false,
        toggle: () => (getWindow()?.isVisible() ? getWindow()?.hide() : showWindow()),
        newChat: () => showRoute('/chats'),
        quickPrompt: quick.show,
        quit: () => app.quit(),
      })
    } catch (error) {
      // A desktop without a tray; the window is all there is then.
      log('there is no tray', { error: (error as Error).message })
      return null
    }
  }
  const drawMenu = () => {
    const doers = { act: (id: string) => getWindow()?.webContents.send('cortex:action', id), showLogs: options.showLogs }
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ platform: process.platform, isPackaged: app.isPackaged, name: app.name, offered }, doers)),
    )
  }
  drawMenu()

  const on = (channel: string, take: (value: unknown, event: Electron.IpcMainEvent) => void) =>
    ipcMain.on(channel, (event, value: unknown) => isOurPage(event) && take(value, event))
  on('cortex:offer-actions', (value) => {
    offered = readOffered(value)
    drawMenu()
    tray?.tell({ labels: offered.labels })
  })
  on('cortex:running', (value) => Number.isInteger(value) && tray?.tell({ running: Math.max(0, Number(value)) }))
  on('cortex:show-window', showWindow)
  on('cortex:quick-prompt', quick.show)
  on('cortex:hide', (_, { sender }) => quick.isOf(sender) && quick.hide())
  on('cortex:open-in-main', (value) => {
    if (typeof value !== 'string' || !/^\/chats\/ses_[0-9a-f]{32}$/.test(value)) return
    quick.hide()
    showRoute(value)
  })

  return {
    showWindow,
    isQuick: quick.isOf,
    /** What the settings say now. Answers what came of the keys, for the person. */
    apply({ desktop }: Pick<Settings, 'desktop'>) {
      isKeptRunning = desktop.keepRunning
      const keys = shortcut.set(desktop.quickPrompt)
      if (keys.state === 'taken') log('the keys of the quick prompt are taken by another program', { keys: keys.keys })
      return keys
    },
    /** Whether closing the window leaves the app in the tray: only when told, and where there is a tray to come back from. */
    staysWithoutWindow: () => isKeptRunning && tray !== null,
    windowChanged: () => tray?.draw(),
    /** The window is gone for good; what is left would keep the app running unseen. */
    closeQuick: quick.close,
    close(): void {
      shortcut.close()
      quick.close()
      tray?.close()
    },
  }
}
