import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { dropOnWindow } from '../drop.ts'
import { type FullWorkstation, startFullWorkstation } from '../full-workstation.ts'
import { composer, expect, goTo, test } from '../workstation.ts'

const html = (page: Page) => page.locator('html')
const germanComposer = (page: Page) => page.getByRole('textbox', { name: 'Nachricht' })
const choose = (page: Page, language: string) =>
  page.locator('[data-setting="appearance.language"]').getByRole('radio', { name: language, exact: true }).click()

test('a running app changes to German and back; what was typed, and an answer that is being written, stay', async ({ page }) => {
  await using stack = new AsyncDisposableStack()
  const full = await startFullWorkstation()
  stack.defer(() => full.close())
  await page.goto(full.address)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await full.askLive()
  await goTo(page, `/chats/${full.chats.running}`)
  await expect(page.getByRole('group', { name: 'endless_sum running' })).toContainText('step')
  await goTo(page, `/chats/${full.chats.markdown}`)
  await composer(page).fill('a thought that is not finished')

  await goTo(page, '/settings')
  await choose(page, 'Deutsch')
  await expect(html(page)).toHaveAttribute('lang', 'de')
  await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible()
  await goTo(page, `/chats/${full.chats.markdown}`)
  await expect(germanComposer(page)).toHaveValue('a thought that is not finished')
  await goTo(page, `/chats/${full.chats.running}`)
  await expect(page.getByRole('group', { name: 'endless_sum läuft' })).toContainText('step')

  // Screens, numbers, and what the core says by code or in words.
  await goTo(page, '/models')
  await expect(page.getByRole('heading', { name: 'Modelle', level: 1 })).toBeVisible()
  await expect(page.getByText(/^Eingebaut/).first()).toBeVisible()
  await expect(page.getByText(/\d,\d GB/).first()).toBeVisible()
  await goTo(page, '/tools/http_request')
  await expect(page.getByText('Erreicht jeden öffentlichen Host')).toBeVisible()
  await goTo(page, '/chats/ses_00000000000000000000000000000000')
  await expect(page.getByText('Nicht gefunden: Chat ses_00000000000000000000000000000000.')).toBeVisible()

  // Known at the next load before anything is drawn.
  await page.reload()
  await expect(html(page)).toHaveAttribute('lang', 'de')

  await goTo(page, '/settings')
  await choose(page, 'English')
  await expect(html(page)).toHaveAttribute('lang', 'en')
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await goTo(page, `/chats/${full.chats.markdown}`)
  await expect(composer(page)).toHaveValue('a thought that is not finished')
  await goTo(page, `/chats/${full.chats.running}`)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByText('stopped here')).toBeVisible()
})

test('a language that is chosen elsewhere waits for what this page alone holds', async ({ app, workstation }) => {
  await app
    .getByRole('main')
    .locator('input[type="file"]')
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('otters') })
  await expect(app.getByRole('button', { name: 'Remove notes.txt' })).toBeVisible()
  const changed = await workstation.fetch('/settings/value', { method: 'PUT', body: { path: 'appearance.language', value: 'de' } })
  expect(changed.ok).toBe(true)
  await expect(app.getByText('The language changes once what is open here is saved, sent or closed.')).toBeVisible()
  await expect(html(app)).toHaveAttribute('lang', 'en')
  await app.getByRole('button', { name: 'Remove notes.txt' }).click()
  await expect(html(app)).toHaveAttribute('lang', 'de')
  await expect(app.getByRole('heading', { name: 'Was sehen wir uns an?' })).toBeVisible()
})

test.describe('in a browser in German', () => {
  test.use({ locale: 'de-DE' })

  const screens: { name: string; route: (full: FullWorkstation) => string; shows: string | RegExp }[] = [
    { name: 'new chat', route: () => '/chats', shows: 'Was sehen wir uns an?' },
    { name: 'a chat that waits', route: ({ chats }) => `/chats/${chats.waiting}`, shows: 'Einmal erlauben' },
    { name: 'a tool', route: () => '/tools/http_request', shows: 'Ausprobieren' },
    { name: 'models', route: () => '/models', shows: 'Katalog' },
    { name: 'activity', route: () => '/activity', shows: 'Wartet auf dich' },
    { name: 'settings', route: () => '/settings', shows: 'Sprache' },
  ]

  test('what is dropped is told of in it, too', async ({ app }) => {
    await dropOnWindow(app, join(import.meta.dirname, '../fixtures/greeting'))
    const sheet = app.getByRole('dialog')
    await expect(sheet.getByRole('heading', { name: 'Wo es läuft' })).toBeVisible()
    await expect(sheet.getByRole('complementary')).not.toContainText(/\bthe\b/)
  })

  test('every screen speaks it from the first start, fits, and axe finds nothing', async ({ page }) => {
    await using stack = new AsyncDisposableStack()
    const full = await startFullWorkstation()
    stack.defer(() => full.close())
    await page.setViewportSize({ width: 800, height: 600 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(full.address)
    await expect(page.getByText('Gespeichert', { exact: true })).toBeVisible()
    await full.askLive()
    for (const { name, route, shows } of screens) {
      await test.step(name, async () => {
        await goTo(page, route(full))
        await expect(page.getByText(shows).first()).toBeAttached()
        await expect(page.getByRole('main')).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect
          .soft(
            violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html}`)),
            name,
          )
          .toEqual([])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect.soft(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0)
      })
    }
  })
})
