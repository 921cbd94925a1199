import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../workstation.ts'

/** Stands in for the main process of the desktop app: what it is told is kept, and what it would tell is told. */
async function withDesktop(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const asked: string[] = []
    const tell = (state: object) => window.postMessage({ type: 'cortex:update', state }, window.origin)
    Object.assign(window, {
      asked,
      tell,
      cortex: {
        updateState: async () => ({ state: 'idle', lastCheckedAt: null }),
        update: (verb: string) => asked.push(verb),
        offerActions: (offered: object) => Object.assign(window, { offered }),
      },
    })
  })
}
const tell = (page: Page, state: object) => page.evaluate((given) => (window as unknown as { tell(state: object): void }).tell(given), state)
const asked = (page: Page) => page.evaluate(() => (window as unknown as { asked: string[] }).asked)
const found = { version: '0.2.0', notes: 'Lists are faster.\n<img src=x onerror=alert(1)>', sizeBytes: 92_000_000 }

test('a newer version is a quiet word, and each step a press of its own', async ({ page, workstation }) => {
  await withDesktop(page)
  await page.goto(workstation.address)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('look for updates')
  await page.keyboard.press('Enter')
  await expect.poll(() => asked(page)).toEqual(['check'])
  await tell(page, { state: 'checking' })
  await tell(page, { state: 'available', ...found })

  const sheet = page.getByRole('dialog', { name: 'Cortex 0.2.0' })
  await expect(sheet).toContainText('Lists are faster.')
  // Notes come from the feed: they are text and nothing else.
  await expect(sheet.locator('img')).toHaveCount(0)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await sheet.getByRole('button', { name: 'Fetch it' }).click()
  await tell(page, { state: 'downloading', percent: 41.7, bytesPerSecond: 3_200_000, ...found })
  await expect(sheet.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '41')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Fetching Cortex 0.2.0, 41 %' })).toBeVisible()
  await page.getByRole('button', { name: /^Fetching/ }).click()
  await sheet.getByRole('button', { name: 'Stop' }).click()
  await tell(page, { state: 'failed', during: 'download', message: 'sha512 checksum mismatch', found })
  await expect(sheet).toContainText('sha512 checksum mismatch')
  await sheet.getByRole('button', { name: 'Try again' }).click()
  await tell(page, { state: 'ready', ...found })
  await sheet.getByRole('button', { name: 'Restart to update' }).click()
  expect(await asked(page)).toEqual(['check', 'download', 'stop', 'download', 'install'])
})

test('a version is skipped, and nothing is said where it is the newest', async ({ page, workstation }) => {
  await withDesktop(page)
  await page.goto(workstation.address)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await tell(page, { state: 'available', ...found })
  await page.getByRole('button', { name: 'Cortex 0.2.0 is available' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Skip this version' }).click()
  await tell(page, { state: 'idle', lastCheckedAt: '2026-11-20T10:00:00.000Z' })
  await expect(page.getByText('0.2.0')).toBeHidden()
  expect(await asked(page)).toEqual(['skip'])
  // The native menu is told in the words of the window.
  const offered = await page.evaluate(
    () => (window as unknown as { offered: { actions: { id: string; title: string; menu: string }[]; labels: object } }).offered,
  )
  expect(offered.actions).toContainEqual({ id: 'chat new', title: 'New chat', keys: 'Mod+N', menu: 'file' })
  expect(offered.labels).toMatchObject({ file: 'File', running: '{count} running' })
})
