import type { MenuItemConstructorOptions } from 'electron'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { acceleratorOf } from './accelerator.ts'
import { menuTemplate } from './menu.ts'
import { english, nothingOffered, readOffered } from './offered-actions.ts'

const offered = readOffered({
  actions: [
    { id: 'chat new', title: 'Neuer Chat', keys: 'Mod+N', menu: 'file' },
    { id: 'add git', title: 'Von git', keys: null, menu: 'file' },
    { id: 'go /settings', title: 'Einstellungen', keys: 'Mod+,', menu: 'go' },
    { id: 'chat next', title: 'Nächster Chat', keys: 'Alt+ArrowDown', menu: 'go' },
    { id: 'keys', title: 'Tasten', keys: '?', menu: 'help' },
  ],
  labels: { file: 'Datei', quit: 'Beenden' },
})
const doers = () => ({ act: vi.fn(), showLogs: vi.fn() })
const submenu = (template: MenuItemConstructorOptions[], label: string) =>
  (template.find((menu) => menu.label === label)?.submenu ?? []) as MenuItemConstructorOptions[]
const build = (platform: NodeJS.Platform, what = offered, done = doers()) =>
  menuTemplate({ platform, isPackaged: true, name: 'Cortex', offered: what }, done)

it('lists what the page offers in its words and with its keys, and does it by its id', () => {
  const done = doers()
  const file = submenu(build('linux', offered, done), 'Datei')
  expect(file.map(({ label, accelerator }) => [label, accelerator])).toEqual([
    ['Neuer Chat', 'CmdOrCtrl+N'],
    ['Von git', undefined],
    [undefined, undefined],
    ['Beenden', undefined],
  ])
  // The page listens for its own keys; taken twice, they would act twice.
  expect(file[0]?.registerAccelerator).toBe(false)
  const click = file[1]?.click as (() => void) | undefined
  click?.()
  expect(done.act).toHaveBeenCalledExactlyOnceWith('add git')
})

it('puts the settings where macOS has them, and keeps a key that only types a sign out of the menu', () => {
  const template = build('darwin')
  expect(submenu(template, 'Cortex').map(({ label }) => label)).toContain('Einstellungen')
  expect(submenu(template, english.go).map(({ label }) => label)).toEqual(['Nächster Chat'])
  expect(submenu(template, english.help)[0]).toMatchObject({ label: 'Tasten' })
  expect(submenu(template, english.help)[0]?.accelerator).toBeUndefined()
})

it('has what a native menu must have before the page is there', () => {
  for (const platform of ['linux', 'win32', 'darwin'] as const) {
    const roles = build(platform, nothingOffered).flatMap((menu) => [
      menu.role,
      ...((menu.submenu ?? []) as MenuItemConstructorOptions[]).map(({ role }) => role),
    ])
    expect(roles).toEqual(expect.arrayContaining(['editMenu', 'windowMenu', 'help', 'reload', 'quit']))
    expect(roles).not.toContain('toggleDevTools')
  }
})

it('reads anything a page could send without throwing, and takes only what is right', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const { actions, labels } = readOffered(value)
      expect(actions.length).toBeLessThanOrEqual(200)
      expect(Object.keys(labels)).toEqual(Object.keys(english))
    }),
  )
  const actions = [
    { id: 'a', title: 'A', menu: 'file' },
    { id: 'a', title: 'Again', menu: 'file' },
    { id: 'b', title: 'B', menu: 'nowhere' },
    { id: '', title: 'C', menu: 'go' },
    null,
  ]
  expect(readOffered({ actions }).actions).toEqual([{ id: 'a', title: 'A', keys: null, menu: 'file' }])
})

it('writes keys as Electron does', () => {
  expect([acceleratorOf('Mod+Shift+P'), acceleratorOf('Alt+ArrowUp'), acceleratorOf('F6'), acceleratorOf('Mod+,')]).toEqual([
    'CmdOrCtrl+Shift+P',
    'Alt+Up',
    'F6',
    'CmdOrCtrl+,',
  ])
  expect([acceleratorOf('?'), acceleratorOf('R'), acceleratorOf('Shift+R'), acceleratorOf('Mod+')]).toEqual([null, null, null, null])
})
