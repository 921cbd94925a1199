import { longQuestion, openWriterChat, test as slow } from '../slow-writer.ts'
import { ask, composer, expect, goTo, test } from '../workstation.ts'

slow('two windows on one chat show the same stream, and either can stop it', async ({ app, workstation, context }) => {
  const id = await openWriterChat(app, workstation)
  const other = await context.newPage()
  await other.goto(workstation.address)
  await goTo(other, `/chats/${id}`)
  await expect(composer(other)).toBeVisible()
  await ask(app, longQuestion)
  const [here, there] = [app.getByRole('article', { name: 'Answer' }), other.getByRole('article', { name: 'Answer' })]
  await expect(here).toContainText('quick brown')
  await expect(there).toContainText('quick brown')
  await other.getByRole('button', { name: 'Stop' }).click()
  await expect(here).toContainText('stopped here')
  await expect(there).toContainText('stopped here')
  const prose = '.prose'
  expect(await there.locator(prose).textContent()).toBe(await here.locator(prose).textContent())

  // What one window changes, the other shows.
  await workstation.fetch(`/sessions/${id}`, { method: 'PATCH', body: { title: 'Foxes' } })
  await expect(app.getByRole('heading', { name: 'Foxes' })).toBeVisible()
  await expect(other.getByRole('heading', { name: 'Foxes' })).toBeVisible()
})

test('an idle page finds a restarted workstation by itself, and what was typed meanwhile is sent', async ({ app, workstation }) => {
  await ask(app, 'hello')
  await expect(app.getByRole('article', { name: 'Answer' })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Stop' })).toBeHidden()
  await workstation.kill()
  await expect(app.getByText('Reconnecting').first()).toBeVisible()
  await composer(app).fill('what is 41 + 1?')
  await workstation.restart()
  await expect(app.getByText('Reconnecting')).toHaveCount(0, { timeout: 30_000 })
  await expect(composer(app)).toHaveValue('what is 41 + 1?')
  await composer(app).press('Enter')
  await expect(app.getByRole('article', { name: 'Answer' }).nth(1)).toContainText('42')
})
