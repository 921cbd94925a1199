import { join } from 'node:path'
import { expect as expectSoon, type Page } from '@playwright/test'
import { chatContentScreens, queueScreens } from './chat-content-screens.ts'
import { dropOnWindow } from './drop.ts'
import type { FullWorkstation } from './full-workstation.ts'
import { libraryScreens } from './library-screens.ts'
import { shellScreens } from './shell-screens.ts'
import { upkeepScreens } from './upkeep-screens.ts'
import { composer, goTo } from './workstation.ts'

const expect = expectSoon.configure({ timeout: 30_000 })

export type Screen<Full = FullWorkstation> = { name: string; open(page: Page, full: Full): Promise<unknown> }

export const sizes = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
]
export const themes = ['light', 'dark'] as const

const answer = (page: Page) => page.getByRole('article', { name: 'Answer' }).first()
const chat = (name: string): Screen => ({
  name: `chat-${name}`,
  async open(page, { chats }) {
    await goTo(page, `/chats/${chats[name]}`)
    await expect(answer(page)).toBeVisible()
  },
})
/** Opens the form of a tool, fills it in and runs it. */
async function runTool(page: Page, name: string, fields: Record<string, string>): Promise<void> {
  await goTo(page, `/tools/${name}`)
  for (const [field, value] of Object.entries(fields)) await page.getByLabel(new RegExp(`^${field}`)).fill(value)
  await page.getByRole('button', { name: /^Run/ }).click()
}
const result = (page: Page) => page.getByRole('status').filter({ hasText: 'Result' })
async function openChatMenu(page: Page, { chats }: FullWorkstation): Promise<void> {
  await goTo(page, `/chats/${chats.markdown}`)
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
}
async function openTrash(page: Page): Promise<void> {
  await goTo(page, '/chats')
  await expect(page.getByText(/^checked in/)).toBeVisible()
  if ((page.viewportSize()?.width ?? 0) < 1100) await page.getByRole('button', { name: 'List', exact: true }).click()
  await page.getByRole('button', { name: 'Chat lists' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Trash' }).click()
  await expect(page.getByText('The trash is empty.')).toBeVisible()
  // Its name in a tip stands outside the landmarks.
  await page.getByRole('button', { name: 'Chat lists' }).blur()
}
/** In a wide window the runs of the turn stand beside the chat a moment later. */
async function inspectorTells(page: Page, run: string): Promise<void> {
  if ((page.viewportSize()?.width ?? 0) > 1100) await expect(page.getByRole('tree', { name: 'This turn' })).toContainText(run)
}
const dialog = (page: Page) => expect(page.getByRole('dialog')).toBeVisible()

/** Every screen and what can be open over it, on a full workstation. */
export const screens: Screen[] = [
  {
    name: 'new-chat',
    async open(page) {
      await goTo(page, '/chats')
      await expect(page.getByText(/^checked in/)).toBeVisible()
    },
  },
  ...['markdown', 'tools', 'failed', 'stopped', 'interrupted'].map(chat),
  ...chatContentScreens,
  {
    name: 'chat-tools-unfolded',
    async open(page, full) {
      await chat('tools').open(page, full)
      for (const button of (await page.getByRole('button', { name: 'Unfold' }).all()).toReversed()) await button.click()
    },
  },
  {
    name: 'chat-waiting',
    async open(page, { chats }) {
      await goTo(page, `/chats/${chats.waiting}`)
      await expect(page.getByRole('button', { name: /^Allow once/ })).toBeEnabled()
      await inspectorTells(page, 'far_sum')
    },
  },
  {
    name: 'chat-running',
    async open(page, { chats }) {
      await goTo(page, `/chats/${chats.running}`)
      await expect(page.getByRole('group', { name: 'endless_sum running' })).toContainText('step')
      await inspectorTells(page, 'endless_sum')
    },
  },
  ...queueScreens,
  {
    name: 'chat-editing',
    async open(page, full) {
      await chat('markdown').open(page, full)
      await composer(page).press('ArrowUp')
      await expect(composer(page)).not.toHaveValue('')
    },
  },
  ...(['agents', 'tools'] as const).map((section) => ({
    name: section,
    async open(page: Page) {
      await goTo(page, `/${section}`)
      await expect(page.getByRole('main').getByRole('link').first()).toBeVisible()
    },
  })),
  {
    name: 'tools-problems',
    async open(page) {
      await goTo(page, '/tools')
      await page.getByRole('radio', { name: /^Problems/ }).click()
      await page.getByRole('button', { name: /lost.tool.yml/ }).click()
      await expect(page.getByText(/^Line 3/)).toBeVisible()
    },
  },
  ...[
    { name: 'agent', route: '/agents/assistant' },
    { name: 'agent-missing-tool', route: '/agents/ask_far_sum' },
    { name: 'tool', route: '/tools/http_request' },
    { name: 'tool-cannot-run', route: '/tools/shell_sum' },
  ].map(({ name, route }) => ({
    name,
    async open(page: Page) {
      await goTo(page, route)
      await expect(page.getByRole('button', { name: /^Run/ })).toBeVisible()
    },
  })),
  ...libraryScreens,
  {
    name: 'over-template',
    async open(page) {
      await goTo(page, '/tools')
      await page.getByRole('button', { name: 'Add to the library' }).click()
      await page.getByRole('menuitem', { name: /^New from a template/ }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('calculator')
      await expect(page.getByText('There is a tool of this name already')).toBeVisible()
    },
  },
  {
    name: 'tool-result',
    async open(page) {
      await runTool(page, 'calculator', { expression: '6 * 7' })
      await expect(result(page)).toContainText('42')
    },
  },
  {
    name: 'tool-failed',
    async open(page) {
      await runTool(page, 'broken_sum', { expression: '1 / 0' })
      await expect(result(page)).toContainText('the divisor is zero')
    },
  },
  {
    name: 'tool-form-errors',
    async open(page) {
      await goTo(page, '/tools/http_request')
      await page.getByLabel(/^headers/).fill('{ nonsense')
      await expect(page.getByText('Not JSON yet')).toBeVisible()
    },
  },
  {
    name: 'models',
    async open(page) {
      await goTo(page, '/models')
      await expect(page.getByRole('row', { name: /^spark/ })).toBeVisible()
    },
  },
  {
    name: 'activity',
    async open(page) {
      await goTo(page, '/activity')
      await expect(page.getByRole('region', { name: 'Waiting for you' })).toBeVisible()
    },
  },
  {
    name: 'run',
    async open(page) {
      await goTo(page, '/activity')
      await page.getByRole('region', { name: 'Runs' }).getByRole('link').first().click()
      await expect(page.getByRole('heading', { name: 'Journal' })).toBeVisible()
    },
  },
  {
    name: 'settings',
    async open(page) {
      await goTo(page, '/settings')
      await expect(page.getByRole('radio', { name: 'Dark' })).toBeVisible()
    },
  },
  ...upkeepScreens,
  {
    name: 'settings-found',
    async open(page) {
      await goTo(page, '/settings')
      await page.getByRole('textbox', { name: 'Search the settings' }).fill('proxy')
      await expect(page.locator('main').getByText('4 settings', { exact: true })).toBeVisible()
    },
  },
  {
    name: 'settings-about',
    async open(page) {
      await goTo(page, '/settings/about')
      await expect(page.getByRole('heading', { name: 'Where things are' })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Copy: Data' })).toBeVisible()
    },
  },
  ...[
    { name: 'relics-no-engine', route: '/relics' },
    { name: 'settings-no-engine', route: '/settings/containers' },
  ].map(({ name, route }) => ({
    name,
    async open(page: Page) {
      await goTo(page, route)
      await expect(page.getByText('No container engine answers')).toBeVisible()
      await page.getByRole('button', { name: /^Where it was looked for/ }).click()
    },
  })),
  ...[
    { name: 'rename', item: 'Rename' },
    { name: 'move', item: 'Move to a folder' },
  ].map(({ name, item }) => ({
    name: `over-${name}`,
    async open(page: Page, full: FullWorkstation) {
      await openChatMenu(page, full)
      await page.getByRole('menuitem', { name: item }).click()
      await dialog(page)
    },
  })),
  {
    name: 'over-empty-trash',
    async open(page) {
      await openTrash(page)
      await page.getByRole('button', { name: 'Chat lists' }).click()
      await page.getByRole('menuitem', { name: 'Empty the trash' }).click()
      await dialog(page)
    },
  },
  { name: 'chats-trash', open: openTrash },
  { name: 'over-chat-menu', open: openChatMenu },
  ...['Agent', 'Model'].map((which) => ({
    name: `over-${which.toLowerCase()}-menu`,
    async open(page: Page) {
      await goTo(page, '/chats')
      await page.getByRole('button', { name: new RegExp(`^${which}: `) }).click()
      await expect(page.getByRole('menuitemcheckbox').first()).toBeVisible()
    },
  })),
  ...[
    { name: 'trust', route: '/tools/shell_sum', button: 'Trust this version' },
    { name: 'gguf', route: '/models', button: 'Add GGUF' },
    { name: 'key', route: '/models', button: /^Add key/ },
  ].map(({ name, route, button }) => ({
    name: `over-${name}`,
    async open(page: Page) {
      await goTo(page, route)
      await page.getByRole('button', { name: button }).first().click()
      await dialog(page)
    },
  })),
  {
    name: 'over-install',
    async open(page) {
      await goTo(page, '/tools')
      await dropOnWindow(page, join(import.meta.dirname, 'fixtures/greeting'))
      await expect(page.getByRole('dialog').getByRole('button', { name: /^Install/ })).toBeVisible()
    },
  },
  // Last: they fold the list and the inspector away.
  ...shellScreens,
]

/** Opens a screen as if for the first time: nothing of the one before is left open. */
export async function openScreen<Full>(page: Page, full: Full, screen: Screen<Full>): Promise<void> {
  // Every screen but this kind shows whether all is saved.
  await goTo(page, '/chats')
  await page.reload()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await screen.open(page, full)
}
