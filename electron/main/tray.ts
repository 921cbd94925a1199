import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import { english, type Labels } from './offered-actions.ts'
import { trayTemplate, trayTip } from './tray-template.ts'

type Options = { resourcesFolder: string; isVisible(): boolean; toggle(): void; newChat(): void; quickPrompt(): void; quit(): void }

/** The icon in the tray. Desktops without one show none; then `create` says so by null and closing the window ends the app. */
export function createTray(options: Options) {
  const isMac = process.platform === 'darwin'
  const image = nativeImage.createFromPath(join(options.resourcesFolder, isMac ? 'icons/trayTemplate.png' : 'icons/png/32x32.png'))
  const tray = new Tray(isMac ? image : image.resize({ width: 22, height: 22 }))
  let labels: Labels = english
  let running = 0
  const draw = () => {
    if (tray.isDestroyed()) return
    tray.setToolTip(trayTip({ running, labels }))
    tray.setContextMenu(Menu.buildFromTemplate(trayTemplate({ isVisible: options.isVisible(), running, labels }, options)))
  }
  // On Linux and macOS a click opens the menu.
  if (process.platform === 'win32') tray.on('click', options.toggle)
  draw()
  return {
    draw,
    tell(next: { labels?: Labels; running?: number }): void {
      labels = next.labels ?? labels
      running = next.running ?? running
      draw()
    },
    close(): void {
      if (!tray.isDestroyed()) tray.destroy()
    },
  }
}
