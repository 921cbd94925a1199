import { mkdtempSync, rmSync } from 'node:fs'
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

test('gives the page four functions of ours and nothing of Node', async () => {
  const seen = await page.evaluate(() => ({
    ours: Object.keys((globalThis as unknown as { cortex: object }).cortex).sort(),
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    origin: location.origin,
  }))
  expect(seen).toEqual({ ours: ['chooseFolder', 'pathForFile', 'platform', 'requestPort'], node: [], origin: 'app://cortex' })
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
