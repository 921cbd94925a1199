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

test('a page whose connection breaks finds the workstation again by itself, and what was typed meanwhile is sent', async ({ page, workstation }) => {
  const sockets: { close(): Promise<void> }[] = []
  await page.routeWebSocket(/rpc/, (socket) => {
    sockets.push(socket)
    socket.connectToServer()
  })
  await page.goto(workstation.address)
  await ask(page, 'hello')
  await expect(page.getByRole('article', { name: 'Answer' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  await composer(page).fill('what is 41 + 1?')
  const before = sockets.length
  await sockets.at(-1)?.close()
  // What happens meanwhile is not missed.
  const [session] = ((await (await workstation.fetch('/sessions')).json()) as { sessions: { id: string }[] }).sessions
  await workstation.fetch(`/sessions/${session?.id}`, { method: 'PATCH', body: { title: 'Renamed meanwhile' } })
  await expect.poll(() => sockets.length).toBeGreaterThan(before)
  await expect(page.getByText('Reconnecting')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Renamed meanwhile' })).toBeVisible()
  await expect(composer(page)).toHaveValue('what is 41 + 1?')
  await composer(page).press('Enter')
  await expect(page.getByRole('article', { name: 'Answer' }).nth(1)).toContainText('42')
})

test('after a restart an idle page says how to go on, and what was typed is kept', async ({ app, workstation }) => {
  await ask(app, 'hello')
  await expect(app.getByRole('article', { name: 'Answer' })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  const route = new URL(app.url()).hash
  await workstation.kill()
  await expect(app.getByText('Reconnecting').first()).toBeVisible()
  await composer(app).fill('what is 41 + 1?')
  await workstation.restart()
  // Each start has a token of its own.
  await expect(app.getByText('The workstation was started again')).toBeVisible()
  await expect(app.getByRole('article', { name: 'Answer' })).toBeVisible()
  await app.goto(`${workstation.address}${route}`)
  await expect(composer(app)).toHaveValue('what is 41 + 1?')
  await composer(app).press('Enter')
  await expect(app.getByRole('article', { name: 'Answer' }).nth(1)).toContainText('42')
})
