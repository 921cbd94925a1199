import { expect as expectSoon, type Page } from '@playwright/test'
import type { FullWorkstation } from './full-workstation.ts'
import type { Screen } from './screens.ts'
import { ask, goTo } from './workstation.ts'

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
    name: 'chat-pictures',
    async open(page, full) {
      await openChat(page, full, 'pictures')
      await page.getByRole('button', { name: /^Load once: “A neighbour”/ }).click()
      await expect(page.getByRole('alert')).toContainText('not a public address')
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

/** Messages that wait behind an answer; after the screens of those chats without any, as they outlast them. */
export const queueScreens: Screen[] = [
  {
    name: 'chat-queued',
    async open(page, { chats }) {
      await goTo(page, `/chats/${chats.running}`)
      await expect(page.getByRole('group', { name: 'endless_sum running' })).toBeVisible()
      const queue = page.getByRole('list', { name: 'Waiting messages' })
      // They outlast the reload between two screens.
      if (!(await queue.isVisible()))
        for (const text of ['And what does a fish eat?', 'Then compare both in a table, with one row for each season']) await ask(page, text)
      await expect(queue.getByRole('listitem')).toHaveCount(2)
    },
  },
  {
    name: 'chat-queue-held',
    async open(page, { chats }) {
      await goTo(page, `/chats/${chats.stopped}`)
      await expect(page.getByRole('article', { name: 'Answer' })).toBeVisible()
      await page.evaluate((id) => {
        const waiting = { id: `msg_${'1'.repeat(32)}`, text: 'And on to two million', attachments: [] }
        localStorage.setItem(`cortex.queue.${id}`, JSON.stringify([waiting]))
      }, chats.stopped)
      await page.reload()
      await expect(page.getByRole('button', { name: 'Send the first' })).toBeVisible()
    },
  },
]
