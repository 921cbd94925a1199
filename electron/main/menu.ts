import type { MenuItemConstructorOptions } from 'electron'
import { acceleratorOf } from './accelerator.ts'
import type { MenuName, Offered } from './offered-actions.ts'

type Doers = {
  /** Carries out an action of the page. */
  act(id: string): void
  showLogs(): void
}

/**
 * The native menu: what the page says can be done, in its words and with its keys, beside what only a native menu has. A key is only shown
 * here on Windows and Linux, since the page listens for it by itself; macOS takes it from the menu when the page has not.
 */
export function menuTemplate(
  { platform, isPackaged, name, offered }: { platform: NodeJS.Platform; isPackaged: boolean; name: string; offered: Offered },
  { act, showLogs }: Doers,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const { actions, labels } = offered
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const items = (menu: MenuName): MenuItemConstructorOptions[] =>
    actions
      .filter((action) => action.menu === menu && !(isMac && action.id === 'go /settings'))
      .map(({ id, title, keys }) => {
        const accelerator = keys === null ? null : acceleratorOf(keys)
        return { label: title, click: () => act(id), ...(accelerator !== null && { accelerator, registerAccelerator: isMac }) }
      })
  const settings = actions.find(({ id }) => id === 'go /settings')
  const isSecond = (some: MenuItemConstructorOptions[]) => (some.length > 0 ? [...some, line] : [])
  return [
    ...(isMac
      ? [
          {
            label: name,
            submenu: [
              { role: 'about' as const },
              line,
              ...(settings ? [{ label: settings.title, accelerator: 'Cmd+,', click: () => act(settings.id) }, line] : []),
              { role: 'services' as const },
              line,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              line,
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    { label: labels.file, submenu: [...isSecond(items('file')), isMac ? { role: 'close' } : { role: 'quit', label: labels.quit }] },
    { role: 'editMenu', label: labels.edit },
    {
      label: labels.view,
      submenu: [
        ...isSecond(items('view')),
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
        line,
        { role: 'reload' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    ...(items('go').length > 0 ? [{ label: labels.go, submenu: items('go') }] : []),
    { role: 'windowMenu', label: labels.window },
    { role: 'help', label: labels.help, submenu: [...isSecond(items('help')), { label: labels.logs, click: showLogs }] },
  ]
}
