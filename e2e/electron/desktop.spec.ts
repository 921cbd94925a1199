import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { findElectron, whyNoWindow } from '../../scripts/start/electron-executable.ts'
import { ask, composer } from '../workstation.ts'

const root = join(import.meta.dirname, '../..')
const executablePath = findElectron(root)
const whyNot = executablePath ? whyNoWindow() : 'there is no Electron executable here'

test.skip(whyNot !== null, `the desktop app cannot be opened: ${whyNot}`)

let folder: string
let app: ElectronApplication
let page: Page

const launch = async () => {
  app = await _electron.launch({
    executablePath: executablePath ?? '',
    args: [root],
    env: { ...process.env, CORTEX_DATA: folder, OLLAMA_HOST: 'http://127.0.0.1:9' } as Record<string, string>,
  })
  page = await app.firstWindow()
  await expect(composer(page)).toBeVisible()
}
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-desktop-'))
  await launch()
})
test.afterEach(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

test('answers a first question with a tool, and has the chat after a restart', async () => {
  await ask(page, 'what is 41 + 1?')
  await expect(page.getByText('calculator').first()).toBeVisible()
  await expect(page.getByText(/\b42\b/).first()).toBeVisible()
  await app.close()
  await launch()
  await expect(page.getByText(/41 \+ 1/).first()).toBeVisible()
})

test('comes back after the page crashed', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed())).toBe(false)
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getTitle())).toBe('Cortex')
})

test('the native menu lists what the palette offers, and does it', async () => {
  const menu = () =>
    app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap((item) =>
        (item.submenu?.items ?? []).map(({ label, accelerator }) => `${item.label} > ${label} ${accelerator ?? ''}`),
      ),
    )
  await expect.poll(menu).toEqual(expect.arrayContaining(['File > New chat CmdOrCtrl+N', 'Go > Models CmdOrCtrl+5']))
  await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()
      ?.items.find(({ label }) => label === 'Go')
      ?.submenu?.items.find(({ label }) => label === 'Models')
      ?.click(),
  )
  await expect(page).toHaveURL(/#\/models$/)
})

test('the quick prompt is a small window over the others, and opens its chat in the main one', async () => {
  const opened = app.waitForEvent('window')
  await page.keyboard.press('Control+k')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('cortex:action', 'quick'))
  const quick = await opened
  await quick.getByRole('textbox', { name: 'Quick prompt' }).fill('what is 41 + 1?')
  await quick.keyboard.press('Enter')
  await quick.getByRole('button', { name: 'Open the chat' }).press('Enter')
  await expect(page).toHaveURL(/#\/chats\/ses_/)
  await expect(page.getByRole('article', { name: 'Answer' })).toContainText('42')
  const quickPage = await quick.evaluate(() => Object.keys((globalThis as unknown as { cortex: object }).cortex).sort())
  expect(quickPage).toEqual(['chooseFolder', 'hide', 'openInMain', 'pathForFile', 'platform', 'requestPort', 'showWindow'])
})

test('closing the window ends the app, unless the settings say otherwise', async () => {
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ desktop: { keepRunning: true } }))
  const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  // The file is watched, and the page tells once it has seen the change.
  await expect
    .poll(async () => {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      return isVisible()
    })
    .toBe(false)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show())
  expect(await isVisible()).toBe(true)
})

test('gives the page its few functions and nothing of Node', async () => {
  const seen = await page.evaluate(() => ({
    ours: Object.keys((globalThis as unknown as { cortex: object }).cortex).sort(),
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    origin: location.origin,
  }))
  const ours = [
    'chooseFolder',
    'offerActions',
    'pathForFile',
    'platform',
    'quickPrompt',
    'requestPort',
    'settingsChanged',
    'showWindow',
    'tellRunning',
    'update',
    'updateState',
  ]
  expect(seen).toEqual({ ours, node: [], origin: 'app://cortex' })
})

test('stays on its page and opens no other window', async () => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (address) => void opened.push(address)
  })
  await page.evaluate(() => {
    window.open('https://example.com/')
    window.open('file:///etc/passwd')
    window.location.href = 'https://example.org/'
  })
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
    .toEqual(['https://example.com/', 'https://example.org/'])
  expect(app.windows()).toHaveLength(1)
  expect(page.url()).toMatch(/^app:\/\/cortex\//)
})
