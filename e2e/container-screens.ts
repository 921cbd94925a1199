import { expect as expectSoon, type Page } from '@playwright/test'
import type { FullContainerWorkstation } from './full-container-workstation.ts'
import type { Screen } from './screens.ts'
import { goTo } from './workstation.ts'

const expect = expectSoon.configure({ timeout: 60_000 })
type ContainerScreen = Screen<FullContainerWorkstation>

const image = (page: Page) => page.getByRole('region', { name: 'Image' })
async function openTool(page: Page, name: string, state: string): Promise<void> {
  await goTo(page, `/tools/${name}`)
  await expect(image(page)).toContainText(state)
  await image(page).scrollIntoViewIfNeeded()
}
async function openRelic(page: Page, name: string): Promise<void> {
  await goTo(page, `/relics/${name}`)
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
}
async function openKvStore(page: Page): Promise<void> {
  await openRelic(page, 'kv_store')
  await expect(page.getByRole('group', { name: 'Logs' })).toContainText(/\w/)
}
const more = (page: Page) => page.getByRole('button', { name: 'More of kv_store' }).click()

/** Every screen of containers and relics, with an engine that answers. */
export const containerScreens: ContainerScreen[] = [
  {
    name: 'containers-tools',
    async open(page) {
      await goTo(page, '/tools')
      await expect(page.getByRole('row', { name: /^bad_build/ })).toContainText('build failed')
    },
  },
  { name: 'containers-tool-built', open: (page) => openTool(page, 'slugify', 'built') },
  { name: 'containers-tool-missing', open: (page) => openTool(page, 'never_built', 'not built') },
  { name: 'containers-tool-failed', open: (page) => openTool(page, 'bad_build', 'build failed') },
  {
    name: 'containers-tool-dockerfile',
    async open(page) {
      await openTool(page, 'slugify', 'built')
      await page.getByRole('button', { name: /^Dockerfile/ }).click()
      await image(page).getByRole('group', { name: 'Dockerfile' }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'containers-tool-building',
    async open(page) {
      await openTool(page, 'slugify', 'built')
      await page.getByRole('button', { name: 'Rebuild' }).click()
      await expect(page.getByRole('group', { name: 'Build log' })).toContainText(/\w+\n.*\w/)
    },
  },
  {
    name: 'containers-tool-result',
    async open(page) {
      await goTo(page, '/tools/slugify')
      await page.getByLabel(/^title/).fill('Crème Brûlée')
      await page.getByRole('button', { name: /^Run/ }).click()
      await expect(page.getByRole('status').filter({ hasText: 'Result' })).toContainText('creme-brulee')
    },
  },
  {
    name: 'relics',
    async open(page) {
      await goTo(page, '/relics')
      await expect(page.getByRole('link', { name: 'kv_store, healthy' })).toBeVisible()
    },
  },
  { name: 'relics-one', open: openKvStore },
  {
    name: 'relics-called',
    async open(page) {
      await openKvStore(page)
      await page.getByRole('button', { name: /^read/ }).click()
      await page.getByRole('textbox', { name: /^key/ }).fill('code-name')
      await page.getByRole('button', { name: /^Call/ }).click()
      await expect(page.getByRole('status').filter({ hasText: 'Result' })).toContainText('heron')
    },
  },
  { name: 'relics-stopped', open: (page) => openRelic(page, 'sql_store') },
  { name: 'relics-not-started', open: (page) => openRelic(page, 'http_cache') },
  {
    name: 'relics-over-clear',
    async open(page) {
      await openKvStore(page)
      await more(page)
      await page.getByRole('menuitem', { name: 'Clear what it keeps' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'relics-over-menu',
    async open(page) {
      await openKvStore(page)
      await more(page)
    },
  },
  {
    name: 'relics-in-chat',
    async open(page, { chats }) {
      await goTo(page, `/chats/${chats.store}`)
      await expect(page.getByRole('article').or(page.getByText('Remember the code name')).first()).toBeVisible()
      const isFolded = (page.viewportSize()?.width ?? 0) <= 1100
      if (isFolded) await page.getByRole('button', { name: 'Inspector', exact: true }).click()
      await expect(page.getByRole('link', { name: 'kv_store, healthy' })).toBeVisible()
    },
  },
  {
    name: 'containers-chat-building',
    async open(page, full) {
      const id = await full.askForBuild()
      await goTo(page, `/chats/${id}`)
      const card = page.getByRole('group', { name: /^new_words/ })
      await expect(card.getByRole('list', { name: 'Before it runs' })).toContainText('image of new_words')
    },
  },
  {
    name: 'containers-chat-built',
    async open(page, full) {
      const id = await full.askForBuild()
      await goTo(page, `/chats/${id}`)
      await expect(page.getByRole('group', { name: 'new_words done' })).toBeVisible()
    },
  },
  {
    name: 'containers-run',
    async open(page) {
      await goTo(page, '/activity')
      await page.getByLabel('Kind').selectOption('build')
      await page
        .getByRole('region', { name: 'Runs' })
        .getByRole('link', { name: /slugify/ })
        .first()
        .click()
      await expect(page.getByRole('heading', { name: 'Journal' })).toBeVisible()
    },
  },
  {
    name: 'containers-settings',
    async open(page) {
      await goTo(page, '/settings/containers')
      await expect(page.getByRole('button', { name: 'Reclaim' })).toBeVisible()
      await page.getByRole('heading', { name: 'Containers', exact: true }).first().scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'containers-settings-errors',
    async open(page) {
      await goTo(page, '/settings/containers')
      await page.getByLabel('Address').fill('localhost')
      await page.getByLabel('Built images').fill('10 big')
      await expect(page.getByText('Fix 2 fields first')).toBeVisible()
      await page.getByText('Fix 2 fields first').scrollIntoViewIfNeeded()
    },
  },
]
