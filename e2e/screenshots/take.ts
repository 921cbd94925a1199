import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, expect as expectSoon, type Page } from '@playwright/test'
import { build } from 'vite'
import { launchOptions } from '../browser.ts'
import { containerScreens } from '../container-screens.ts'
import { hasContainerEngine, startFullContainerWorkstation } from '../full-container-workstation.ts'
import { startFullWorkstation } from '../full-workstation.ts'
import { openScreen, screens, sizes, themes } from '../screens.ts'
import { ask, goTo, startWorkstation } from '../workstation.ts'

/**
 * Writes every screen in every state, theme and size beside this file. `npm run screenshots -- chat models` takes those whose names
 * begin so.
 */
const expect = expectSoon.configure({ timeout: 30_000 })
const wanted = process.argv.slice(2)
const folder = import.meta.dirname
let isFailed = false
const isWanted = (name: string) => wanted.length === 0 || wanted.some((start) => name.startsWith(start))

async function take(page: Page, name: string, theme: string, open: () => Promise<unknown>): Promise<void> {
  if (!isWanted(name)) return
  const size = page.viewportSize()
  const file = `${name}-${size?.width}x${size?.height}-${theme}.png`
  try {
    await open()
  } catch (error) {
    isFailed = true
    console.error(`${file}: ${String(error).split('\n')[0]}`)
  }
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(folder, file), animations: 'disabled' })
  console.log(file)
}

await build({ configFile: join(folder, '../../renderer/vite.config.ts'), logLevel: 'error' })
mkdirSync(folder, { recursive: true })
for (const file of readdirSync(folder)) if (file.endsWith('.png') && isWanted(file)) rmSync(join(folder, file))

await using stack = new AsyncDisposableStack()
const browser = await chromium.launch(launchOptions)
stack.defer(() => browser.close())
const full = await startFullWorkstation()
stack.defer(() => full.close())
const containers = hasContainerEngine() && [...containerScreens].some(({ name }) => isWanted(name)) ? await startFullContainerWorkstation() : null
stack.defer(async () => containers?.close())
const empty = await startWorkstation()
stack.defer(() => empty.close())

async function startGone() {
  const gone = await startWorkstation()
  return Object.assign(gone, { [Symbol.asyncDispose]: gone.close })
}

let hasLive = false
for (const viewport of sizes) {
  for (const theme of themes) {
    const open = async () => (await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' })).newPage()

    const page = await open()
    await page.goto(full.address)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    if (!hasLive) await full.askLive()
    hasLive = true
    for (const screen of screens) await take(page, screen.name, theme, () => openScreen(page, full, screen))
    await page.context().close()

    if (containers) {
      const page = await open()
      await page.goto(containers.address)
      for (const screen of containerScreens) await take(page, screen.name, theme, () => openScreen(page, containers, screen))
      await page.context().close()
    }

    // Nothing there yet.
    const first = await open()
    await first.goto(empty.address)
    await take(first, 'empty-first-start', theme, () => expect(first.getByText(/^checked in/)).toBeVisible({ timeout: 20_000 }))
    for (const route of ['activity', 'agents', 'relics', 'settings'])
      await take(first, `empty-${route}`, theme, async () => {
        await goTo(first, `/${route}`)
        await expect(first.getByRole('heading').first()).toBeAttached()
        await first.waitForTimeout(500)
      })
    await first.context().close()

    // The workstation takes its time: the connection stands and nothing comes.
    const loading = await open()
    await loading.routeWebSocket(/rpc/, () => {})
    await loading.goto(full.address)
    for (const [name, route] of Object.entries({
      chat: `/chats/${full.chats.markdown}`,
      tools: '/tools',
      relics: '/relics',
      models: '/models',
      activity: '/activity',
    }))
      await take(loading, `loading-${name}`, theme, async () => {
        await goTo(loading, route)
        await loading.waitForTimeout(800)
      })
    await loading.context().close()

    const refused = await open()
    await refused.goto(`${full.url}?token=wrong`)
    await take(refused, 'refused', theme, () => expect(refused.getByRole('heading', { name: 'The token is missing or wrong' })).toBeVisible())
    await refused.context().close()

    // The workstation has gone away under the page.
    const away = await open()
    await using gone = await startGone()
    await away.goto(gone.address)
    await take(away, 'away', theme, async () => {
      await ask(away, 'what is 41 + 1?')
      await expect(away.getByRole('article', { name: 'Answer' })).toContainText('42')
      await gone.kill()
      await expect(away.getByText('Reconnecting').first()).toBeVisible()
    })
    await away.context().close()
  }
}
process.exitCode = isFailed ? 1 : 0
