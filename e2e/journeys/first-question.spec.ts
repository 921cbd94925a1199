import { ask, composer, expect, test } from '../workstation.ts'

test('first start: a question, a tool, an answer', async ({ app }) => {
  await expect(app.getByText('Built-in demo model')).toBeVisible()
  await ask(app, 'what is 41 + 1?')
  const card = app.getByRole('group', { name: /calculator done/i })
  await expect(card).toBeVisible()
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
  await expect(card).toContainText('41 + 1')
  await expect(app.getByRole('navigation', { name: 'Chats' })).toContainText('what is 41 + 1?')
  await expect(composer(app)).toBeFocused()
})

test('what was said is there after a restart of the workstation', async ({ app, workstation }) => {
  await ask(app, 'remember that my cat is called Miso')
  await expect(app.getByRole('group', { name: /kv_set done/i })).toBeVisible()
  await ask(app, 'what is my cat called?')
  await expect(app.getByRole('article', { name: 'Answer' }).nth(1)).toContainText('Miso')
  await workstation.restart('SIGTERM')
  await app.goto(workstation.address)
  await app.getByRole('navigation', { name: 'Chats' }).getByText('remember that my cat').click()
  await expect(app.getByRole('article', { name: 'Answer' }).nth(1)).toContainText('Miso')
})
