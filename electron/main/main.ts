import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, dialog, ipcMain, protocol, safeStorage, session, shell } from 'electron'
import { defaultDataFolder } from '../../core/api/workstation/data-folder.ts'
import { isManifestZip, parseDeepLink, readArguments } from './deep-link.ts'
import { createDesktop } from './desktop.ts'
import { hostCore } from './host-core.ts'
import { loadCore } from './load-core.ts'
import { locate } from './locations.ts'
import { isOpenableOutside, lockContents, lockSession, sameOrigin } from './locks.ts'
import { pageOrigin, pageScheme, servePage } from './page.ts'
import { createPageWindow } from './page-window.ts'
import { createGracefulQuit } from './quit.ts'
import { createRequests, goTo } from './requests.ts'
import { createKeychainSecrets } from './secrets.ts'
import { createPageUpdates, isUpdateVerb } from './updates/page-updates.ts'
import type { UpdateChoice } from './updates/updates.ts'

// The parts list of the desktop app. Nothing here waits at the top level: Electron is ready only after this module has run.

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
const locations = locate({ isPackaged: app.isPackaged, appPath: app.getAppPath(), resourcesPath: process.resourcesPath })
/** While developing, the page may come from vite; an installed app only ever shows its own. */
const developmentPage = app.isPackaged ? undefined : process.env.CORTEX_PAGE
const page = developmentPage ?? `${pageOrigin}/`
const origin = developmentPage ?? pageOrigin

/** All hosts share one data folder. What Chromium keeps goes to a corner of it, so that there is one app for each data folder. */
const dataFolder = defaultDataFolder()
const windowFolder = join(dataFolder, 'window')
mkdirSync(windowFolder, { recursive: true })
app.setPath('userData', windowFolder)

let window: BrowserWindow | null = null
const requests = createRequests(() => window)

protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
app.enableSandbox()
app.setAppUserModelId('dev.cortex.workstation')
if (app.isPackaged) app.setAsDefaultProtocolClient('cortex')

if (app.requestSingleInstanceLock()) run()
else app.quit()

function run(): void {
  app.on('second-instance', (_, args) => {
    if (window?.isMinimized()) window.restore()
    window?.show()
    window?.focus()
    openFrom(args)
  })
  // macOS hands links and dropped folders over as events, possibly before the app is ready.
  app.on('open-url', (event, address) => {
    event.preventDefault()
    const request = parseDeepLink(address)
    if (request) requests.open(request)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    if (isManifestZip(path)) requests.open({ kind: 'add', folder: path, isChosen: true })
    else if (isFolder(path)) requests.open({ kind: 'add', folder: path })
  })
  openFrom(process.argv)
  app.on('web-contents-created', (_, contents) => lockContents(contents, { origin, openOutside }))
  app.on('window-all-closed', () => app.quit())
  app
    .whenReady()
    .then(start)
    .catch((error: Error) => {
      dialog.showErrorBox('Cortex could not start', error.message)
      app.exit(1)
    })
}

/** The first argument is the executable; in a checkout the app's own folder is another that nobody wants to add. */
function openFrom(args: readonly string[]): void {
  const given = args.slice(1).filter((argument) => argument !== app.getAppPath())
  for (const request of readArguments(given, isFolder)) requests.open(request)
}

async function start(): Promise<void> {
  lockSession(session.defaultSession, origin)
  protocol.handle(pageScheme, (request) => servePage(request, locations.pageFolder))

  const core = await loadCore(locations.coreUrl)
  const folders = core.foldersOf(dataFolder)
  const logs = core.createFileLogger(folders.logs)
  const log = logs.logger.child({ part: 'window' }).warn
  const secrets = createKeychainSecrets({
    file: join(dataFolder, 'secrets.json'),
    keychain: safeStorage,
    notSupported: (detail) => new core.Fault('NOT_SUPPORTED', { detail }),
    onUnreadable: (name) => log('a secret cannot be opened by this keychain', { name }),
  })
  const { resourcesFolder, manifestsFolder } = locations
  // The window does not wait for core: it says that it connects, and gets its port once core answers.
  const openPath = async (path: string) => {
    // Electron answers with the reason, or with nothing when it went well.
    const problem = await shell.openPath(path)
    if (problem !== '') throw new core.Fault('NOT_SUPPORTED', { detail: `${path} could not be opened. ${problem}` })
  }
  const restart = () => {
    app.relaunch()
    app.quit()
  }
  const ready = hostCore(core, {
    ...{ dataFolder, resourcesFolder, manifestsFolder, version: app.getVersion(), logger: logs.logger, secrets, openPath, restart },
  })
  const whenReady = (work: (hosted: Awaited<typeof ready>) => void) =>
    void ready.then(work, () => {
      // Told to the person at the end of `start`.
    })
  const quit = createGracefulQuit(async () => (await ready).close(), { onProblem: (message) => log(message) })
  let hasClosed = false
  app.on('will-quit', (event) => {
    if (hasClosed) return
    event.preventDefault()
    void quit().then(() => {
      hasClosed = true
      logs.close()
      app.quit()
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())

  ipcMain.on('cortex:request-port', (event) => {
    if (!isOurPage(event)) return
    whenReady(({ ports }) => {
      if (event.sender.isDestroyed()) return
      ports.give(event.sender)
      if (!desktop.isQuick(event.sender)) requests.pageReady()
    })
  })
  ipcMain.handle('cortex:choose-folder', (event) => (isOurPage(event) ? requests.chooseFolder() : null))

  const desktop = createDesktop({
    ...{ page, preload: locations.preload, resourcesFolder, getWindow: () => window, openWindow, isOurPage, log },
    goTo: (route) => window && goTo(window, route),
    showLogs: () => void shell.openPath(folders.logs),
    onQuickGone: (id) => whenReady(({ ports }) => ports.take({ id })),
  })
  let updateChoice: UpdateChoice = { check: 'never', channel: 'stable' }
  const updates = createPageUpdates({
    ...{ folder: windowFolder, choice: () => updateChoice, log },
    onState: (state) => window?.webContents.send('cortex:update', state),
  })
  /** At the start, and whenever the page has seen them change. */
  const applySettings = () =>
    whenReady(({ settings }) =>
      settings()
        .then((found) => {
          updateChoice = found.updates
          const keys = desktop.apply(found)
          if (keys.state === 'taken') window?.webContents.send('cortex:keys-taken', keys.keys)
          if (app.isPackaged) updates.tick()
        })
        .catch((error: Error) => log('the settings of the desktop could not be applied', { error: error.message })),
    )
  applySettings()
  ipcMain.on('cortex:settings-changed', (event) => isOurPage(event) && applySettings())
  ipcMain.on('cortex:update', (event, verb: unknown) => {
    if (isOurPage(event) && isUpdateVerb(verb)) void updates.act(verb)
  })
  ipcMain.handle('cortex:update-state', (event) => (isOurPage(event) && app.isPackaged ? updates.state() : null))
  let isQuitting = false
  app.on('before-quit', () => {
    isQuitting = true
  })
  app.on('will-quit', () => {
    desktop.close()
    updates.close()
  })
  openWindow()
  app.on('activate', () => desktop.showWindow())
  await ready

  function openWindow(): void {
    const opened = createPageWindow({
      page,
      preload: locations.preload,
      stateFile: join(windowFolder, 'window.json'),
      iconFile: join(locations.resourcesFolder, 'icons/icon.png'),
      log,
    })
    const id = opened.webContents.id
    window = opened
    const pageGone = () => {
      whenReady(({ ports }) => ports.take({ id }))
      requests.pageGone()
    }
    // A new load of the page asks for a port of its own; the calls of the old one end here.
    opened.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) pageGone()
    })
    opened.webContents.on('render-process-gone', pageGone)
    opened.on('close', (event) => {
      if (isQuitting || !desktop.staysWithoutWindow()) return
      event.preventDefault()
      opened.hide()
    })
    opened.on('show', desktop.windowChanged).on('hide', desktop.windowChanged)
    opened.on('closed', () => {
      pageGone()
      window = null
      desktop.closeQuick()
    })
  }
}

/** The one guard of all messages from pages: our page's main frame, and nobody else. */
function isOurPage(event: { readonly senderFrame: Electron.WebFrameMain | null }): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && sameOrigin(frame.url, origin)
}

function openOutside(address: string): void {
  if (isOpenableOutside(address)) void shell.openExternal(address)
}
