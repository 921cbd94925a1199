import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { withDesktopUpdates } from '../desktop-updates.ts'
import { test as base, expect } from '../workstation.ts'

const found = { version: '0.2.0', notes: 'Lists are faster.\n<img src=x onerror=alert(1)>', sizeBytes: 92_000_000 }

const test = base.extend<{ updates: Awaited<ReturnType<typeof withDesktopUpdates>> }>({
  updates: async ({ page }, use) => {
    const updates = await withDesktopUpdates(page, found)
    await use(updates)
    updates.close()
  },
})

const statusBar = (page: Page) => page.getByRole('contentinfo')
const sheetOf = (page: Page, version: string) => page.getByRole('dialog', { name: `Cortex ${version}` })
/** Before this the window hears of no update and of no key. */
const isOpen = (page: Page) => expect(statusBar(page).getByText('Saved', { exact: true })).toBeVisible()

async function lookByHand(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search, run, go to' }).fill('look for updates')
  await expect(page.locator('[role="option"][aria-selected="true"]')).toContainText('Look for updates')
  await page.keyboard.press('Enter')
}

/** The word in the status bar goes when the app, not only the window, knows of it. */
async function skip(page: Page, version: string): Promise<void> {
  await sheetOf(page, version).getByRole('button', { name: 'Skip this version' }).click()
  await expect(sheetOf(page, version)).toBeHidden()
  await isOpen(page)
  await expect(statusBar(page).getByText(version)).toHaveCount(0)
}

test('a newer version is a quiet word; its notes are shown, and once skipped it is not told of again', async ({ updates, page, workstation }) => {
  await page.goto(workstation.address)
  await isOpen(page)
  await updates.tick()
  await statusBar(page).getByRole('button', { name: 'Cortex 0.2.0 is available' }).click()
  const sheet = sheetOf(page, '0.2.0')
  await expect(sheet).toContainText('Lists are faster.')
  // Notes come from the feed: they are text and nothing else.
  await expect(sheet).toContainText('<img src=x')
  await expect(sheet.locator('img')).toHaveCount(0)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await skip(page, '0.2.0')

  await updates.openNextDay()
  await isOpen(page)
  await updates.tick()
  expect(updates.feed.looks).toBe(2)
  await expect(statusBar(page).getByText('0.2.0')).toHaveCount(0)

  // A version that is newer still was not skipped, and who asks by hand is shown a skipped one, too.
  await lookByHand(page)
  await expect(sheet).toContainText('Lists are faster.')
  await skip(page, '0.2.0')
  updates.feed.newest = { ...found, version: '0.3.0', notes: '' }
  await updates.openNextDay()
  await isOpen(page)
  await updates.tick()
  await statusBar(page).getByRole('button', { name: 'Cortex 0.3.0 is available' }).click()
  await expect(sheetOf(page, '0.3.0')).toContainText('The release has no notes.')
})

test('each step is a press of its own: fetched, stopped, tried again when it failed, installed', async ({ updates, page, workstation }) => {
  await page.goto(workstation.address)
  await isOpen(page)
  await lookByHand(page)
  const sheet = sheetOf(page, '0.2.0')
  await sheet.getByRole('button', { name: 'Fetch it' }).click()
  await expect(sheet.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0')
  updates.feed.fetching?.onProgress({ percent: 41.7, bytesPerSecond: 3_200_000 })
  await expect(sheet.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '41')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await statusBar(page).getByRole('button', { name: 'Fetching Cortex 0.2.0, 41 %' }).click()
  await sheet.getByRole('button', { name: 'Stop' }).click()
  await sheet.getByRole('button', { name: 'Fetch it' }).click()
  await expect(sheet.getByRole('button', { name: 'Stop' })).toBeVisible()
  updates.feed.fetching?.fail('sha512 checksum mismatch')
  await expect(sheet).toContainText('sha512 checksum mismatch')
  await page.keyboard.press('Escape')
  await statusBar(page).getByRole('button', { name: 'The update failed' }).click()
  await sheet.getByRole('button', { name: 'Try again' }).click()
  await expect(sheet.getByRole('button', { name: 'Stop' })).toBeVisible()
  expect(updates.feed.installed).toBe(0)
  updates.feed.fetching?.finish()
  await sheet.getByRole('button', { name: 'Restart to update' }).click()
  await expect.poll(() => updates.feed.installed).toBe(1)
})

test('a look by hand says when this is the newest, and why nothing could be found out', async ({ updates, page, workstation }) => {
  updates.feed.newest = null
  await page.goto(workstation.address)
  await isOpen(page)
  await lookByHand(page)
  await expect(page.getByText('This is the newest version')).toBeVisible()
  updates.feed.isUnreachable = true
  await lookByHand(page)
  const sheet = page.getByRole('dialog', { name: 'Updates could not be looked for' })
  await expect(sheet).toContainText('ENOTFOUND releases.example.com')
  Object.assign(updates.feed, { isUnreachable: false, newest: found })
  await sheet.getByRole('button', { name: 'Try again' }).click()
  await expect(sheetOf(page, '0.2.0')).toContainText('Lists are faster.')
})
