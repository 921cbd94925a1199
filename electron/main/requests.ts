import { type BrowserWindow, dialog } from 'electron'
import type { OpenRequest } from './deep-link.ts'

/** Carries out what links, dropped folders and the menu ask for, once the page is there to show it. */
export function createRequests(getWindow: () => BrowserWindow | null) {
  let isPageReady = false
  const waiting: OpenRequest[] = []

  async function show(request: OpenRequest): Promise<void> {
    const window = getWindow()
    if (!window) return
    if (window.isMinimized()) window.restore()
    window.focus()
    if (!window.isVisible()) window.show()
    if (request.kind === 'chat') return goTo(window, `/chats/${request.sessionId}`)
    if (request.kind === 'manifest') return goTo(window, request.route)
    if (request.kind === 'add' && request.isChosen) return addFolder(request.folder)
    const isFolder = request.kind === 'add'
    const place = isFolder ? request.folder : [request.git, request.ref, request.subfolder].filter(Boolean).join('\n')
    // Any web page can make the system open a link, so nothing is even read before the person has seen the path.
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: isFolder ? 'Look inside this folder?' : 'Fetch this repository and look inside?',
      detail: `${place}\n\nIts manifests are checked and shown. Nothing is installed without another yes.`,
      buttons: ['Look inside', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    })
    if (response !== 0) return
    if (isFolder) return addFolder(request.folder)
    const { kind: _, ...source } = request
    window.webContents.send('cortex:add-git', source)
  }

  /** Lets the page preview a folder that the person chose. */
  function addFolder(folder: string): void {
    getWindow()?.webContents.send('cortex:add-folder', folder)
  }

  return {
    open(request: OpenRequest): void {
      if (isPageReady) void show(request)
      else waiting.push(request)
    },
    addFolder,
    async chooseFolder(): Promise<string | null> {
      const window = getWindow()
      const options = { title: 'Choose a folder with manifests', properties: ['openDirectory' as const] }
      const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
      return filePaths[0] ?? null
    },
    pageReady(): void {
      isPageReady = true
      for (const request of waiting.splice(0)) void show(request)
    },
    pageGone(): void {
      isPageReady = false
    },
  }
}

/** The page's routes are its hash, so this goes there without a load. */
export function goTo(window: BrowserWindow, route: string): void {
  const address = new URL(window.webContents.getURL())
  address.hash = route
  void window.webContents.loadURL(address.href).catch(() => {})
}
