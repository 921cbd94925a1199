import type { MenuItemConstructorOptions } from 'electron'

type Actions = {
  /** Shows a route of the page. */
  goTo(route: string): void
  addFolder(): void
  showLogs(): void
}

/** The native menu. A key that the page handles itself is named here too, since people look for it here; the page sees it first. */
export function menuTemplate(
  { platform, isPackaged, name }: { platform: NodeJS.Platform; isPackaged: boolean; name: string },
  actions: Actions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const item = (label: string, accelerator: string, click: () => void): MenuItemConstructorOptions => ({ label, accelerator, click })
  const settings = item('Settings …', 'CmdOrCtrl+,', () => actions.goTo('/settings'))
  return [
    ...(isMac
      ? [
          {
            label: name,
            submenu: [
              { role: 'about' as const },
              { type: 'separator' as const },
              settings,
              { type: 'separator' as const },
              { role: 'services' as const },
              { type: 'separator' as const },
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              { type: 'separator' as const },
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [
        item('New chat', 'CmdOrCtrl+N', () => actions.goTo('/chats')),
        item('Add a folder …', 'CmdOrCtrl+O', actions.addFolder),
        { type: 'separator' },
        ...(isMac ? [] : [settings, { type: 'separator' as const }]),
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'reload' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Show the logs', click: actions.showLogs }] },
  ]
}
