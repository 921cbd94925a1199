import type { Page } from '@playwright/test'
import { composer, expect, goTo, test, type Workstation } from '../workstation.ts'

async function chatNamed(workstation: Workstation, title: string): Promise<string> {
  const created = await workstation.fetch('/agent/assistant/session', { method: 'POST', body: { title } })
  return ((await created.json()) as { id: string }).id
}
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })
const visit = async (page: Page, id: string, title: string) => {
  await goTo(page, `/chats/${id}`)
  await expect(heading(page, title)).toBeVisible()
}

test('held keys go through the last chats and letting go opens one', async ({ app, workstation }) => {
  const [one, two, three] = [await chatNamed(workstation, 'One'), await chatNamed(workstation, 'Two'), await chatNamed(workstation, 'Three')]
  await expect(composer(app)).toBeVisible()
  await visit(app, one, 'One')
  await visit(app, two, 'Two')
  await visit(app, three, 'Three')

  // A short press goes back and forth between two.
  await app.keyboard.press('Control+p')
  await expect(heading(app, 'Two')).toBeVisible()
  await app.keyboard.press('Control+p')
  await expect(heading(app, 'Three')).toBeVisible()

  await app.keyboard.down('Control')
  await app.keyboard.press('p')
  const list = app.getByRole('listbox', { name: 'Last chats' })
  await expect(list.getByRole('option')).toHaveText([/^Three/, /^Two/, /^One/])
  await expect(list.getByRole('option', { selected: true })).toContainText('Two')
  await app.keyboard.press('p')
  await expect(list.getByRole('option', { selected: true })).toContainText('One')
  await app.keyboard.up('Control')
  await expect(list).toBeHidden()
  await expect(heading(app, 'One')).toBeVisible()

  // A deleted chat is not gone back to.
  await workstation.fetch(`/agent/session/${three}`, { method: 'DELETE' })
  await app.keyboard.press('Control+p')
  await expect(heading(app, 'Two')).toBeVisible()

  // From the palette no key is held: it is a list like any other, and Escape leaves it.
  await app.keyboard.press('Control+k')
  await app.getByRole('combobox').fill('last chats')
  await app.keyboard.press('Enter')
  await expect(list).toBeFocused()
  await app.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await expect(heading(app, 'Two')).toBeVisible()
})

test('Alt and the arrow keys go through the list as it stands', async ({ app, workstation }) => {
  const first = await chatNamed(workstation, 'Older')
  await chatNamed(workstation, 'Newer')
  await expect(composer(app)).toBeVisible()
  await visit(app, first, 'Older')
  await expect(app.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: 'Newer' })).toBeVisible()
  await app.keyboard.press('Alt+ArrowUp')
  await expect(heading(app, 'Newer')).toBeVisible()
  await app.keyboard.press('Alt+ArrowDown')
  await expect(heading(app, 'Older')).toBeVisible()
  // Without the list in sight, too.
  await app.setViewportSize({ width: 800, height: 600 })
  await app.keyboard.press('Alt+ArrowUp')
  await expect(heading(app, 'Newer')).toBeVisible()
})

test('the list is made wider with the pointer and the arrow keys, and stays so', async ({ app }) => {
  await expect(composer(app)).toBeVisible()
  const pane = app.getByRole('navigation', { name: 'Chats' })
  const edge = app.getByRole('separator', { name: 'Width of the list' })
  const width = async () => (await pane.boundingBox())?.width ?? 0
  expect(await width()).toBe(232)
  const box = await edge.boundingBox()
  if (!box) throw new Error('the edge is not there')
  const x = box.x + box.width / 2
  await app.mouse.move(x, 300)
  await app.mouse.down()
  await app.mouse.move(x + 60, 300, { steps: 4 })
  await app.mouse.up()
  expect(await width()).toBe(292)
  await edge.focus()
  await app.keyboard.press('ArrowLeft')
  await expect(edge).toHaveAttribute('aria-valuenow', '276')
  await app.keyboard.press('End')
  expect(await width()).toBe(360)
  await app.reload()
  await expect(pane).toBeVisible()
  expect(await width()).toBe(360)
  await edge.dblclick()
  expect(await width()).toBe(232)
})
