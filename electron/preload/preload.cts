// Runs in the page's process before the page, sandboxed: the few things a page cannot do by itself.
const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron')

/** All of the page that this script touches. */
declare const window: {
  readonly origin: string
  readonly location: { readonly hash: string }
  postMessage(message: unknown, targetOrigin: string, ports?: readonly unknown[]): void
}

const isQuick = window.location.hash === '#/quick'

contextBridge.exposeInMainWorld('cortex', {
  platform: process.platform,
  /** Asks for a way to the core; it arrives as a `cortex:port` message. */
  requestPort: () => ipcRenderer.send('cortex:request-port'),
  /** The absolute path of a dropped file or folder; empty when it has none. */
  pathForFile: (file: File) => webUtils.getPathForFile(file),
  /** Lets the person choose a folder; null when they do not. */
  chooseFolder: () => ipcRenderer.invoke('cortex:choose-folder') as Promise<string | null>,
  showWindow: () => ipcRenderer.send('cortex:show-window'),
  /** Of the quick prompt only: its window goes, and a chat is shown in the main one. */
  ...(isQuick && { hide: () => ipcRenderer.send('cortex:hide'), openInMain: (route: string) => ipcRenderer.send('cortex:open-in-main', route) }),
  ...(!isQuick && {
    /** What the native menu and the tray list, in the words of the page. */
    offerActions: (offered: unknown) => ipcRenderer.send('cortex:offer-actions', offered),
    quickPrompt: () => ipcRenderer.send('cortex:quick-prompt'),
    tellRunning: (count: number) => ipcRenderer.send('cortex:running', count),
    settingsChanged: () => ipcRenderer.send('cortex:settings-changed'),
    /** null: this app is not installed, so there is nothing to update. */
    updateState: () => ipcRenderer.invoke('cortex:update-state') as Promise<unknown>,
    update: (verb: string) => ipcRenderer.send('cortex:update', verb),
  }),
})

/** What the main process tells the page, each with one value. */
for (const [channel, name] of [
  ['cortex:action', 'id'],
  ['cortex:add-git', 'source'],
  ['cortex:update', 'state'],
  ['cortex:keys-taken', 'keys'],
] as const)
  ipcRenderer.on(channel, (_, value: unknown) => window.postMessage({ type: channel, [name]: value }, window.origin))

ipcRenderer.on('cortex:port', (event) => window.postMessage({ type: 'cortex:port' }, window.origin, event.ports))
/** A folder that the person wants to look into: chosen in the menu, by a link they said yes to, or given to a second start. */
ipcRenderer.on('cortex:add-folder', (_, folder: string) => window.postMessage({ type: 'cortex:add-folder', folder }, window.origin))
