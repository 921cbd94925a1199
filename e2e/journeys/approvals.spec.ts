import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as base } from '../own-manifests.ts'
import { ask, expect, goTo, openChat } from '../workstation.ts'

const test = base.extend<{ server: { host: string; requests: string[] } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  server: async ({}, use) => {
    const requests: string[] = []
    const server = createServer((request, response) => {
      requests.push(String(request.url))
      response.end('42')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use({ host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests })
    server.close()
  },
  tools: async ({ server }, use) => {
    const script = `const response = await fetch('http://${server.host}/?' + encodeURIComponent(input.expression))\nconsole.log(JSON.stringify({ result: await response.text() }))\n`
    await use([{ name: 'far_sum', script, network: [server.host] }])
  },
})

test('a tool with rights asks, and only a clear yes lets it run', async ({ app, workstation, server }) => {
  await openChat(app, workstation, 'ask_far_sum')
  const activity = app.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: /^Activity/ })
  const waiting = app.getByRole('group', { name: 'far_sum waiting' })
  const done = app.getByRole('group', { name: 'far_sum done' })
  const failed = app.getByRole('group', { name: 'far_sum failed' })

  await test.step('it says what it asks', async () => {
    await ask(app, 'what is 41 + 1?')
    await expect(waiting).toContainText('far_sum asks before it runs')
    await expect(waiting).toContainText('41 + 1')
    await expect(waiting).toContainText(server.host)
    await expect(activity).toHaveAccessibleName('Activity, 1 waiting for you')
    await expect(app.getByRole('navigation', { name: 'Chats' })).toContainText('asks')
  })

  await test.step('it still waits after a reload; Enter alone means nothing; a no reaches nobody', async () => {
    await app.reload()
    await waiting.focus()
    await app.keyboard.press('Enter')
    await waiting.getByRole('button', { name: /^Allow once/ }).focus()
    await app.keyboard.press('Enter')
    await waiting.getByRole('button', { name: /^Always/ }).focus()
    await app.keyboard.press('Enter')
    await waiting.getByRole('button', { name: /^Deny/ }).click()
    await expect(failed).toContainText(/denied|said no|not allowed|refused/i)
    expect(server.requests).toEqual([])
    await expect(activity).toHaveAccessibleName('Activity')
  })

  await test.step('once is once', async () => {
    await ask(app, 'what is 41 + 2?')
    await waiting.focus()
    await app.keyboard.press('Control+Enter')
    await expect(done).toHaveCount(1)
    expect(server.requests).toHaveLength(1)
    await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
    await ask(app, 'what is 41 + 3?')
    await expect(waiting).toBeVisible()
    expect(server.requests).toHaveLength(1)
  })

  await test.step('the inbox answers too; always ends the asking, in every chat', async () => {
    await activity.click()
    const inbox = app.getByRole('region', { name: 'Waiting for you' })
    await expect(inbox).toContainText(server.host)
    await inbox.getByRole('button', { name: /^Always/ }).click()
    await expect(inbox).toBeHidden()
    await app.goBack()
    await expect(done).toHaveCount(2)
    await openChat(app, workstation, 'ask_far_sum')
    await ask(app, 'what is 41 + 4?')
    await expect(done).toHaveCount(1)
    expect(server.requests).toHaveLength(3)
  })

  await test.step('what was allowed can be taken back', async () => {
    await goTo(app, '/settings/grants')
    await app.getByRole('button', { name: /^Take back/ }).click()
    await expect(app.getByText('Nothing is allowed for good.', { exact: false })).toBeVisible()
    await openChat(app, workstation, 'ask_far_sum')
    await ask(app, 'what is 41 + 5?')
    await expect(waiting).toBeVisible()
    await app.getByRole('button', { name: 'Stop' }).click()
    await expect(waiting).toBeHidden()
    await expect(activity).toHaveAccessibleName('Activity')
    expect(server.requests).toHaveLength(3)
  })
})

test('Try it says that Run is the yes, and it is a yes for that one run', async ({ app, workstation, server }) => {
  await goTo(app, '/tools/far_sum')
  await expect(app.getByText('Asks for rights, so Run allows them once.')).toBeVisible()
  await expect(app.getByRole('main')).toContainText(server.host)
  await app.getByLabel(/^expression/).fill('1 + 1')
  await app.getByRole('button', { name: /^Run/ }).click()
  await expect(app.getByRole('status').filter({ hasText: 'Result' })).toContainText('42')
  expect(server.requests).toEqual(['/?1%20%2B%201'])
  await openChat(app, workstation, 'ask_far_sum')
  await ask(app, 'what is 41 + 1?')
  await expect(app.getByRole('group', { name: 'far_sum waiting' })).toBeVisible()
  expect(server.requests).toHaveLength(1)
})
