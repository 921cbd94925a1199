import { expect as expectSoon, type Page } from '@playwright/test'
import type { FullWorkstation } from './full-workstation.ts'
import type { Screen } from './screens.ts'
import { goTo } from './workstation.ts'

const expect = expectSoon.configure({ timeout: 30_000 })

async function openChat(page: Page, { chats }: FullWorkstation, name: string): Promise<void> {
  await goTo(page, `/chats/${chats[name]}`)
  await expect(page.getByRole('article', { name: 'Answer' }).first()).toBeVisible()
}

/** The palette's: some screens have choices of their own. */
const searchField = (page: Page) => page.getByRole('combobox', { name: 'Search, run, go to' })

/** What lies over every screen, and the quick prompt. */
export const shellScreens: Screen[] = [
  {
    name: 'over-palette',
    async open(page, full) {
      await openChat(page, full, 'markdown')
      await page.keyboard.press('Control+k')
      await searchField(page).fill('c')
      await expect(page.getByRole('option').nth(3)).toBeVisible()
    },
  },
  {
    name: 'over-palette-empty',
    async open(page, full) {
      await openChat(page, full, 'markdown')
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('group', { name: 'Here' })).toBeVisible()
    },
  },
  {
    name: 'over-palette-nothing',
    async open(page) {
      await goTo(page, '/settings')
      await page.keyboard.press('Control+k')
      await searchField(page).fill('qqzzy')
      await expect(page.getByText('Nothing is called')).toBeVisible()
    },
  },
  {
    name: 'over-last-chats',
    async open(page, full) {
      await openChat(page, full, 'tools')
      await openChat(page, full, 'markdown')
      await page.keyboard.press('Control+k')
      await searchField(page).fill('last chats')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('listbox', { name: 'Last chats' }).getByRole('option').nth(1)).toBeVisible()
    },
  },
  {
    name: 'quick',
    async open(page) {
      await goTo(page, '/quick')
      await expect(page.getByRole('textbox', { name: 'Quick prompt' })).toBeFocused()
    },
  },
  {
    name: 'quick-answered',
    async open(page) {
      await goTo(page, '/quick')
      await page.getByRole('textbox', { name: 'Quick prompt' }).fill('what is 41 + 1?')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('group', { name: 'Answer' })).toContainText('42')
    },
  },
  {
    name: 'over-shortcuts',
    async open(page) {
      await goTo(page, '/settings')
      await expect(page.getByRole('radio', { name: 'Dark' })).toBeVisible()
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'over-update',
    async open(page) {
      await goTo(page, '/settings')
      await page.evaluate(() => {
        const notes = 'Long chats open faster.\nTables are sorted as your language does.'
        const state = { state: 'available', version: '0.2.0', notes, sizeBytes: 92_000_000 }
        window.postMessage({ type: 'cortex:update', state }, window.origin)
      })
      await page.getByRole('button', { name: 'Cortex 0.2.0 is available' }).click()
      await expect(page.getByRole('dialog')).toContainText('Long chats open faster.')
    },
  },
  {
    name: 'nowhere',
    async open(page) {
      await goTo(page, '/nowhere')
      await expect(page.getByText('There is nothing at this address.')).toBeVisible()
    },
  },
  {
    name: 'over-list',
    async open(page, full) {
      await openChat(page, full, 'markdown')
      await page.getByRole('button', { name: 'List', exact: true }).click()
    },
  },
  {
    name: 'over-inspector',
    async open(page, full) {
      await openChat(page, full, 'markdown')
      await page.getByRole('button', { name: 'Inspector', exact: true }).click()
    },
  },
  {
    name: 'chat-missing',
    async open(page) {
      await goTo(page, '/chats/ses_00000000000000000000000000000000')
      await expect(page.getByText('This chat could not be opened')).toBeVisible()
    },
  },
]
