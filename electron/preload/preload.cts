// Runs in the page's process before the page, sandboxed: the few things a page cannot do by itself.
const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron')

/** All of the page that this script touches. */
declare const window: { readonly origin: string; postMessage(message: unknown, targetOrigin: string, ports?: readonly unknown[]): void }

contextBridge.exposeInMainWorld('cortex', {
  platform: process.platform,
  /** Asks for a way to the core; it arrives as a `cortex:port` message. */
  requestPort: () => ipcRenderer.send('cortex:request-port'),
  /** The absolute path of a dropped file or folder; empty when it has none. */
  pathForFile: (file: File) => webUtils.getPathForFile(file),
  /** Lets the person choose a folder; null when they do not. */
  chooseFolder: () => ipcRenderer.invoke('cortex:choose-folder') as Promise<string | null>,
})

ipcRenderer.on('cortex:port', (event) => window.postMessage({ type: 'cortex:port' }, window.origin, event.ports))
/** A folder that the person wants to look into: chosen in the menu, by a link they said yes to, or given to a second start. */
ipcRenderer.on('cortex:add-folder', (_, folder: string) => window.postMessage({ type: 'cortex:add-folder', folder }, window.origin))
