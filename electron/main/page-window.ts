import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { lockedPreferences } from './locks.ts'
import { createRestartPolicy } from './restart-policy.ts'
import { fitBounds, minimum, readWindowState, writeWindowState } from './window-state.ts'

type Options = {
  /** Address of the page, without a hash. */
  page: string
  preload: string
  stateFile: string
  iconFile: string
  log(message: string, fields?: Record<string, unknown>): void
}

const ground = { light: '#f3f5f5', dark: '#151819' }
const unresponsiveMs = 10_000

/** The one window: where it was last, locked down, and brought back when its process is gone. */
export function createPageWindow({ page, preload, stateFile, iconFile, log }: Options): BrowserWindow {
  const saved = readWindowState(stateFile)
  const window = new BrowserWindow({
    ...fitBounds(
      saved.bounds,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: minimum.width,
    minHeight: minimum.height,
    show: false,
    title: 'Cortex',
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    autoHideMenuBar: true,
    ...(process.platform === 'linux' && { icon: iconFile }),
    webPreferences: lockedPreferences(preload, app.isPackaged),
  })
  if (saved.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  keepState(window, stateFile, log)
  recover(window, page, log)
  void window.loadURL(page).catch((error: Error) => log('the page could not be loaded', { error: error.message }))
  return window
}

function keepState(window: BrowserWindow, file: string, log: Options['log']): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized()) return
    try {
      writeWindowState(file, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
    } catch (error) {
      log('the place of the window could not be kept', { error: (error as Error).message })
    }
  }
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, 500)
  }
  window.on('move', saveSoon).on('resize', saveSoon).on('maximize', saveSoon).on('unmaximize', saveSoon).on('close', save)
}

/** Core runs on in this process while the page is gone: an answer being written goes on, and the reloaded page shows it. */
function recover(window: BrowserWindow, page: string, log: Options['log']): void {
  const policy = createRestartPolicy()
  const contents = window.webContents
  contents.on('render-process-gone', async (_, { reason, exitCode }) => {
    const recovery = policy.afterCrash(reason)
    if (recovery === 'ignore' || window.isDestroyed()) return
    log('the page crashed', { reason, exitCode, recovery })
    if (recovery === 'ask') {
      const { response } = await dialog.showMessageBox(window, {
        type: 'error',
        message: 'The window keeps crashing',
        detail: 'Your chats and running work are safe: they are kept outside the window. Try again, or quit and look at the logs.',
        buttons: ['Try again', 'Quit'],
        cancelId: 0,
      })
      if (response === 1) return app.quit()
      policy.reset()
    }
    // The address in view, so that the same chat comes back.
    const address = contents.getURL()
    await contents
      .loadURL(address.startsWith(page) ? address : page)
      .catch((error: Error) => log('the page could not be loaded again', { error: error.message }))
  })

  let patience: NodeJS.Timeout | undefined
  window.on('responsive', () => clearTimeout(patience))
  window.on('unresponsive', () => {
    clearTimeout(patience)
    patience = setTimeout(async () => {
      if (window.isDestroyed()) return
      const question = { type: 'question' as const, message: 'The window does not respond', buttons: ['Wait', 'Reload'], cancelId: 0 }
      const { response } = await dialog.showMessageBox(window, {
        ...question,
        detail: 'Reloading loses nothing: chats and running work are kept outside the window.',
      })
      if (response === 1) contents.forcefullyCrashRenderer()
    }, unresponsiveMs)
  })
}
