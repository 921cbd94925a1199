import { expect as expectSoon, type Page } from '@playwright/test'
import type { FullWorkstation } from './full-workstation.ts'
import type { Screen } from './screens.ts'
import { goTo } from './workstation.ts'

const expect = expectSoon.configure({ timeout: 30_000 })

async function openChat(page: Page, { chats }: FullWorkstation, name: string): Promise<void> {
  await goTo(page, `/chats/${chats[name]}`)
  await expect(page.getByRole('article', { name: 'Answer' }).first()).toBeVisible()
}

/** What answers hold besides words, and answers beside each other. */
export const chatContentScreens: Screen[] = [
  {
    name: 'chat-formulas',
    async open(page, full) {
      await openChat(page, full, 'formulas')
      await expect(page.getByRole('img', { name: 'Diagram (flowchart)' })).toBeVisible()
      await expect(page.locator('.katex').first()).toBeVisible()
      await expect(page.getByText(/^It could not be drawn/)).toBeVisible()
    },
  },
  {
    name: 'over-diagram',
    async open(page, full) {
      await openChat(page, full, 'formulas')
      await page.getByRole('button', { name: 'Full view' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'over-compare',
    async open(page, full) {
      await openChat(page, full, 'markdown')
      await page.getByRole('button', { name: 'Retry with another model' }).click()
      await page.getByRole('menuitem', { name: 'Compare with another model' }).click()
      await expect(page.getByRole('dialog').getByRole('checkbox').first()).toBeVisible()
    },
  },
  {
    name: 'chat-compared',
    async open(page, { chats }) {
      await goTo(page, `/chats/${chats.twice}`)
      await page.getByRole('button', { name: 'Compare side by side' }).click()
      await expect(page.getByRole('region', { name: 'Comparison' }).getByRole('article')).toHaveCount(2)
    },
  },
  {
    name: 'chat-tools-raw',
    async open(page, full) {
      await openChat(page, full, 'tools')
      await page.getByRole('button', { name: 'Unfold' }).first().click()
      await page
        .getByRole('button', { name: /^Sent: as it is/ })
        .first()
        .click()
      await expect(page.getByRole('group', { name: 'Sent, exactly as it is' })).toBeVisible()
    },
  },
]
