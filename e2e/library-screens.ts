import { expect as expectSoon } from '@playwright/test'
import type { Screen } from './screens.ts'
import { goTo } from './workstation.ts'

const expect = expectSoon.configure({ timeout: 30_000 })

/** The library in its other views, and what is broken in it. */
export const libraryScreens: Screen[] = [
  {
    name: 'tools-cards',
    async open(page) {
      await goTo(page, '/tools')
      await page.getByRole('button', { name: 'Cards', exact: true }).click()
      await expect(page.getByRole('list', { name: 'Tools' }).getByRole('link').first()).toBeVisible()
    },
  },
  {
    name: 'tools-broken-editor',
    async open(page) {
      await goTo(page, '/tools')
      await page.getByRole('button', { name: /lost.tool.yml/ }).click()
      await page.getByRole('button', { name: 'Go to line' }).first().click()
      await expect(page.getByRole('textbox', { name: /^Text of lost/ })).toBeVisible()
    },
  },
  {
    name: 'library-gallery',
    async open(page) {
      await goTo(page, '/library/gallery')
      await expect(page.getByRole('region', { name: 'Templates' })).toBeVisible()
    },
  },
  {
    name: 'library-graph',
    async open(page) {
      await goTo(page, '/library/graph')
      await expect(page.getByRole('region', { name: 'Graph of the library' }).getByRole('link').first()).toBeVisible()
    },
  },
  {
    name: 'library-graph-list',
    async open(page) {
      await goTo(page, '/library/graph')
      await page.getByRole('radio', { name: 'List' }).click()
      await expect(page.getByRole('list', { name: 'List' })).toBeVisible()
    },
  },
  {
    name: 'agent-graph',
    async open(page) {
      await goTo(page, '/agents/ask_far_sum')
      await page.getByRole('region', { name: 'What ask_far_sum uses and what uses it' }).scrollIntoViewIfNeeded()
      await expect(page.getByRole('img', { name: /^gone, Tool, not there/ })).toBeVisible()
    },
  },
  {
    name: 'relics-cards',
    async open(page) {
      await page.evaluate(() => localStorage.setItem('cortex.ui', JSON.stringify({ state: { libraryView: 'cards' }, version: 0 })))
      await page.reload()
      await goTo(page, '/relics')
      await expect(page.getByRole('list', { name: 'Relics' }).getByRole('link').first()).toBeVisible()
      await page.evaluate(() => localStorage.removeItem('cortex.ui'))
    },
  },
  {
    name: 'relics-broken',
    async open(page) {
      await goTo(page, '/relics')
      await page.getByRole('button', { name: /half_store/ }).click()
      await expect(page.getByText(/^Line 3/)).toBeVisible()
    },
  },
]
