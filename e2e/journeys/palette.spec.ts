import type { Page } from '@playwright/test'
import { ask, composer, expect, goTo, test, type Workstation } from '../workstation.ts'

const field = (page: Page) => page.getByRole('combobox', { name: 'Search, run, go to' })
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name })
const chosen = (page: Page) => page.locator('[role="option"][aria-selected="true"]')

async function find(page: Page, words: string): Promise<void> {
  if (!(await field(page).isVisible())) await page.keyboard.press('Control+k')
  await field(page).fill(words)
}
async function chatNamed(workstation: Workstation, title: string): Promise<string> {
  const created = await workstation.fetch('/agent/assistant/session', { method: 'POST', body: { title } })
  return ((await created.json()) as { id: string }).id
}

test('one field finds actions, settings, manifests, models and chats, and remembers what was used', async ({ app, workstation }) => {
  const archived = await chatNamed(workstation, 'Plan for the harbour')
  await workstation.fetch('/sessions/bulk', { method: 'POST', body: { ids: [archived], action: 'archive' } })
  await expect(composer(app)).toBeVisible()

  await find(app, 'theme dark')
  await expect(chosen(app)).toContainText('Theme: Dark')
  await app.keyboard.press('Enter')
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'dark')

  await app.keyboard.press('Control+k')
  await expect(app.getByRole('group', { name: 'Last used' })).toContainText('Theme: Dark')
  await field(app).fill('tell of finished')
  await expect(chosen(app)).toContainText('Tell of finished answers')
  await app.keyboard.press('Enter')
  await expect(app).toHaveURL(/#\/settings\/notifications\.finishedRuns\.isOn$/)

  // An archived chat is in no list: the core finds it by its title.
  await find(app, 'harbour')
  await expect(option(app, /Plan for the harbour.*archived/)).toBeVisible()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: 'Plan for the harbour' })).toBeVisible()

  await find(app, 'spark')
  await expect(chosen(app)).toContainText('use')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('button', { name: 'Model: spark' })).toBeVisible()

  // The other thing that can be done with a row.
  await find(app, 'calculator')
  await expect(chosen(app)).toContainText('try')
  await app.keyboard.press('Control+Enter')
  await expect(app).toHaveURL(/#\/library\/edit\/tool\/calculator$/)
})

test('what is done with the chat in view stands first, and is done', async ({ app }) => {
  await ask(app, 'what is 41 + 1?')
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  await app.keyboard.press('Control+k')
  await expect(app.getByRole('group', { name: 'Here' })).toContainText('Rename this chat')

  await find(app, 'rename')
  await app.keyboard.press('Enter')
  await app.getByRole('dialog').getByRole('textbox').fill('Sums')
  await app.getByRole('dialog').getByRole('textbox').press('Enter')
  await expect(app.getByRole('heading', { name: 'Sums', level: 1 })).toBeVisible()

  await find(app, 'export markdown')
  const [download] = await Promise.all([app.waitForEvent('download'), app.keyboard.press('Enter')])
  expect(download.suggestedFilename()).toMatch(/\.md$/)

  await find(app, 'archive this')
  await app.keyboard.press('Enter')
  await expect(app.getByText('is archived').or(app.getByText('Archived')).first()).toBeVisible()
})

test('a sign narrows it, a slip of the finger is forgiven, nothing found says where to look; all in 800 by 600', async ({ app }) => {
  await app.setViewportSize({ width: 800, height: 600 })
  await expect(composer(app)).toBeVisible()
  await find(app, '@')
  await expect(option(app, /^assistant/)).toBeVisible()
  await expect(app.getByRole('group')).toHaveCount(1)
  await field(app).fill('> setings')
  await expect(chosen(app)).toContainText('Settings')
  await field(app).fill('qqzzy')
  await expect(app.getByText('Nothing is called “qqzzy”.')).toBeVisible()
  await app.getByRole('button', { name: 'tools', exact: true }).click()
  await expect(field(app)).toHaveValue('/qqzzy')
  await expect(field(app)).toBeFocused()
  await field(app).fill('/')
  await expect(option(app, /^calculator/)).toBeVisible()
  const box = await app.getByRole('dialog').boundingBox()
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(600)
  // Read out once the typing rests.
  await field(app).fill('/calculator')
  await expect(app.getByRole('dialog').getByRole('status')).toHaveText('1 result')
})

test('the keys that are listed are the keys that work', async ({ app }) => {
  await expect(composer(app)).toBeVisible()
  await goTo(app, '/models')
  await expect(app.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible()
  await app.getByRole('main').focus()
  await app.keyboard.press('?')
  const list = app.getByRole('dialog', { name: 'Shortcuts' })
  for (const name of ['New chat', 'Add a folder', 'Show or hide the list', 'Next chat', 'Switch between the last chats', 'Next pane'])
    await expect(list.getByText(name, { exact: true })).toBeVisible()
  await app.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await app.keyboard.press('Control+2')
  await expect(app).toHaveURL(/#\/agents/)
  await app.keyboard.press('Control+n')
  await expect(composer(app)).toBeFocused()
})
