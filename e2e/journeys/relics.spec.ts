import type { Page } from '@playwright/test'
import { hasContainerEngine } from '../full-container-workstation.ts'
import { expect, test, type Workstation } from '../workstation.ts'

test.use({ workstationOptions: { hasContainers: true } })
test.skip(!hasContainerEngine(), 'No container engine answers here.')

async function newChat(workstation: Workstation, agent: string, title: string): Promise<string> {
  const { id } = (await (await workstation.fetch(`/agent/${agent}/session`, { method: 'POST', body: { title } })).json()) as { id: string }
  return id
}
/** Goes on with Tab until the focus is on what is named. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let press = 0; press < 60; press++) {
    const label = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? [...(element.labels ?? [])].map((one) => one.textContent) : []
      return [element?.getAttribute('aria-label'), ...labels, element?.textContent].filter(Boolean).join(' ')
    })
    if (name.test(label)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no Tab leads to ${name}`)
}

test('a relic is started for a chat, called, stopped and removed by the keyboard alone', async ({ app, workstation }) => {
  test.setTimeout(300_000)
  await newChat(workstation, 'note_keeper', 'Notes of the day')
  await app.keyboard.press('Control+4')
  const row = app.getByRole('link', { name: /^kv_store/ })
  await expect(row).toHaveAccessibleName('kv_store, not started')
  await row.focus()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: 'kv_store' })).toBeVisible()

  await tabTo(app, /^Start for a chat/)
  await app.keyboard.press('Enter')
  await expect(app.getByRole('menuitem', { name: /^Notes of the day/ })).toBeVisible()
  await expect(app.getByRole('menuitem').first()).toBeFocused()
  await app.keyboard.press('ArrowDown')
  await expect(app.getByRole('menuitem', { name: /^Notes of the day/ })).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(row).toHaveAccessibleName('kv_store, healthy', { timeout: 180_000 })
  await expect(app.getByRole('img', { name: /^Health: \d+ checks?, all passed/ }).first()).toBeVisible()
  await expect(app.getByRole('img', { name: /^Memory: .* of 268 MB/ }).first()).toBeVisible({ timeout: 60_000 })

  await tabTo(app, /^keyrequired/)
  await app.keyboard.type('colour')
  await tabTo(app, /^valuerequired/)
  await app.keyboard.type('verdigris')
  await app.keyboard.press('Control+Enter')
  await expect(app.getByRole('status').filter({ hasText: 'Result' })).toContainText(/colour|true/, { timeout: 30_000 })
  await tabTo(app, /^read/)
  await app.keyboard.press('Enter')
  await tabTo(app, /^keyrequired/)
  await app.keyboard.type('colour')
  await app.keyboard.press('Control+Enter')
  await expect(app.getByRole('status').filter({ hasText: 'Result' })).toContainText('verdigris')

  await app.getByRole('heading', { name: 'kv_store' }).click()
  await tabTo(app, /^Stop$/)
  await app.keyboard.press('Enter')
  await expect(row).toHaveAccessibleName('kv_store, stopped')
  await tabTo(app, /^More of kv_store/)
  await app.keyboard.press('Enter')
  await expect(app.getByRole('menuitem').first()).toBeFocused()
  await app.keyboard.press('End')
  await expect(app.getByRole('menuitem', { name: 'Remove' })).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('dialog', { name: 'Remove kv_store?' })).toBeVisible()
  await app.keyboard.press('Control+Enter')
  await expect(row).toHaveAccessibleName('kv_store, not started')
})

test('a chat shows its own relics, and cleaning it up asks first', async ({ app, workstation }) => {
  test.setTimeout(300_000)
  const [own, other] = [await newChat(workstation, 'note_keeper', 'Own'), await newChat(workstation, 'note_keeper', 'Other')]
  const write = { kind: 'relic', name: 'kv_store.write', input: { key: 'a', value: '1' }, sessionId: own, approve: true }
  await workstation.fetch('/runs', { method: 'POST', body: write })
  await app.evaluate((id) => {
    location.hash = `/chats/${id}`
  }, own)
  const inspector = app.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('link', { name: 'kv_store, healthy' })).toBeVisible()
  await expect(inspector).toContainText(/[1-9]\d* containers? runs?/)
  await app.evaluate((id) => {
    location.hash = `/chats/${id}`
  }, other)
  await expect(inspector.getByRole('link', { name: 'kv_store, not started' })).toBeVisible()
  await app.goBack()
  await inspector.getByRole('button', { name: 'Clean up' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Clean up' }).click()
  await expect(inspector.getByRole('link', { name: 'kv_store, not started' })).toBeVisible()
})
