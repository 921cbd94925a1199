import type { Session, WebContents, WebPreferences } from 'electron'

/** Whether the system may be asked to open an address from the page: the web, without credentials; never a file or another program's scheme. */
export function isOpenableOutside(address: string): boolean {
  if (address.length > 4_096 || !URL.canParse(address)) return false
  const url = new URL(address)
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' && url.hostname !== ''
}

/** What the page itself needs: to copy when asked to, and to say that something is done. */
const allowedPermissions = new Set(['clipboard-sanitized-write', 'notifications'])

/** Whether the page of `origin` gets a permission; a frame or page of any other origin gets none. */
export const isPermitted = (permission: string, requestingOrigin: string, origin: string): boolean =>
  allowedPermissions.has(permission) && sameOrigin(requestingOrigin, origin)

/** Whether two addresses are of one origin. `URL.origin` is `null` for schemes of our own, so this compares the parts. */
export function sameOrigin(address: string, origin: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(origin)) return false
  const [a, b] = [new URL(address), new URL(origin)]
  return a.protocol === b.protocol && a.host === b.host && a.host !== ''
}

/** What every window of the app is opened with: nothing of Node in the page, and of the app only what the preload script offers. */
export const lockedPreferences = (preload: string, isPackaged: boolean): WebPreferences => ({
  preload,
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  devTools: !isPackaged,
})

/** The page stays the page: it goes nowhere, opens nothing, embeds nothing; links to the web open in the person's browser. */
export function lockContents(contents: WebContents, { origin, openOutside }: { origin: string; openOutside: (address: string) => void }): void {
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && sameOrigin(event.url, origin)) return
    event.preventDefault()
    if (event.isMainFrame && isOpenableOutside(event.url)) openOutside(event.url)
  })
  contents.on('will-redirect', (event) => {
    if (!sameOrigin(event.url, origin)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isOpenableOutside(url)) openOutside(url)
    return { action: 'deny' }
  })
}

/** No permission but the listed ones, no device, no download from the web. */
export function lockSession(session: Session, origin: string): void {
  session.setPermissionRequestHandler((_, permission, answer, details) => answer(isPermitted(permission, details.requestingUrl, origin)))
  session.setPermissionCheckHandler((_, permission, requestingOrigin) => isPermitted(permission, requestingOrigin, origin))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    if (!/^(blob:|data:)/.test(item.getURL()) && !sameOrigin(item.getURL(), origin)) event.preventDefault()
  })
}
