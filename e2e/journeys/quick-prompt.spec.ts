import { composer, expect, goTo, storedMessages, test } from '../workstation.ts'

test('one question begins a chat, shows how the answer begins, and Enter goes there', async ({ app }) => {
  await expect(composer(app)).toBeVisible()
  await goTo(app, '/quick')
  const box = app.getByRole('textbox', { name: 'Quick prompt' })
  await expect(box).toBeFocused()
  await expect(app.getByRole('navigation')).toHaveCount(0)
  await app.keyboard.type('what is 41 + 1?')
  await app.keyboard.press('Enter')
  await expect(app.getByText('Uses calculator')).toBeVisible()
  await expect(app.getByRole('group', { name: 'Answer' })).toContainText('42')
  await expect(app.getByRole('button', { name: 'Open the chat' })).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(app).toHaveURL(/#\/chats\/ses_/)
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
})

test('Escape leaves it, and what was typed is kept', async ({ app }) => {
  await expect(composer(app)).toBeVisible()
  await goTo(app, '/quick')
  const box = app.getByRole('textbox', { name: 'Quick prompt' })
  await box.fill('half a thou')
  await app.keyboard.press('Escape')
  await expect(composer(app)).toBeVisible()
  await goTo(app, '/quick')
  await expect(box).toHaveValue('half a thou')
})

test('a question whose answer got lost on its way is asked again in the same chat, and stored once', async ({ page, workstation }) => {
  let cut: (() => Promise<void>) | null = null
  await page.routeWebSocket(/rpc/, (socket) => {
    const core = socket.connectToServer()
    let isDeaf = false
    socket.onMessage((message) => {
      core.send(message)
      if (cut || !String(message).includes('/sessions/submit')) return
      isDeaf = true
      cut = () => socket.close()
    })
    core.onMessage((message) => isDeaf || socket.send(message))
  })
  const chats = async () => ((await (await workstation.fetch('/sessions')).json()) as { sessions: { id: string }[] }).sessions
  await page.goto(workstation.address)
  await expect(composer(page)).toBeVisible()
  await goTo(page, '/quick')
  const box = page.getByRole('textbox', { name: 'Quick prompt' })
  await box.fill('what is 41 + 1?')
  await box.press('Enter')
  await expect(async () => {
    const [made] = await chats()
    expect(made && (await storedMessages(workstation, made.id))).toHaveLength(2)
  }).toPass()
  await (cut as (() => Promise<void>) | null)?.()
  await expect(page.getByRole('alert')).toContainText('The question could not be sent')
  await box.press('Enter')
  await expect(page.getByRole('group', { name: 'Answer' })).toContainText('42')
  const [chat, ...others] = await chats()
  expect(others).toEqual([])
  expect((await storedMessages(workstation, chat?.id ?? '')).filter(({ role }) => role === 'user')).toHaveLength(1)
})

test('in a window of its own it hides, and opens the chat in the main one', async ({ page, workstation }) => {
  await page.addInitScript(() => {
    const asked: string[] = []
    Object.assign(window, { asked, cortex: { hide: () => asked.push('hide'), openInMain: (route: string) => asked.push(`open ${route}`) } })
  })
  await page.goto(`${workstation.address}#/quick`)
  const box = page.getByRole('textbox', { name: 'Quick prompt' })
  await box.fill('hello')
  await box.press('Enter')
  await page.getByRole('button', { name: 'Open the chat' }).press('Enter')
  await expect(box).toBeFocused()
  await page.keyboard.press('Escape')
  const asked = await page.evaluate(() => (window as unknown as { asked: string[] }).asked)
  expect(asked).toEqual([expect.stringMatching(/^open \/chats\/ses_[0-9a-f]{32}$/), 'hide'])
})
