import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import { storeChats } from '../stored-chats.ts'
import { test as base, expect } from '../workstation.ts'

const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNgyHPCihiGlgQAQzo+AUvoEnsAAAAASUVORK5CYII='

/** A server on this computer that a text would like to be asked. */
const test = base.extend<{ inside: { address: string; asked: string[] } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  inside: async ({}, use) => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end(Buffer.from(picture, 'base64'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret.png`, asked })
    server.close()
  },
  workstationOptions: async ({ inside }, use) => {
    const text = `![A cat](https://pictures.example.com/cat.png)\n\n![Inside](${inside.address})\n\n![Home](http://127.0.0.1/home.png)`
    const messages = [
      { role: 'user' as const, parts: 'Show me' },
      { role: 'assistant' as const, parts: text },
    ]
    await use({ prepare: async (dataFolder) => void (await storeChats(dataFolder, [{ title: 'Pictures', messages }])) })
  },
})

test('a picture from elsewhere is fetched by the core, once somebody asks for it, and never by the page', async ({ page, workstation }) => {
  const asked: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(workstation.url) && !/^(data|blob):/.test(request.url())) asked.push(request.url())
  })
  // What the core answers where the address is a public one; a journey asks nobody outside.
  await page.routeWebSocket(/rpc/, (socket) => {
    const core = socket.connectToServer()
    socket.onMessage((message) => {
      const call = typeof message === 'string' ? (JSON.parse(message) as { i: string; p?: { u?: string } }) : null
      if (!call?.p?.u?.endsWith('/pictures/load')) return core.send(message)
      socket.send(JSON.stringify({ i: call.i, p: { b: { json: { mediaType: 'image/png', contentBase64: picture } } } }))
    })
  })
  await page.goto(workstation.address)
  await page.getByRole('navigation', { name: 'Chats' }).getByText('Pictures').click()
  const answer = page.getByRole('article', { name: 'Answer' })
  await expect(answer.getByRole('link', { name: 'Image: A cat' })).toHaveAttribute('href', 'https://pictures.example.com/cat.png')
  await expect(answer).toContainText('from pictures.example.com, not loaded')
  await expect(answer.locator('img')).toHaveCount(0)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  await answer.getByRole('button', { name: 'Load once: “A cat” from pictures.example.com' }).press('Enter')
  await expect(answer.getByRole('img', { name: 'A cat' })).toHaveAttribute('src', /^data:image\/png;base64,/)
  await expect.poll(() => answer.getByRole('img', { name: 'A cat' }).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(8)
  // Only that one, and only now: it is a link again when the page is loaded anew.
  await expect(answer.locator('img')).toHaveCount(1)
  await page.reload()
  await expect(answer.getByRole('button', { name: /^Load once: “A cat”/ })).toBeVisible()
  await expect(answer.locator('img')).toHaveCount(0)
  expect(asked).toEqual([])
})

test('this computer is not asked for a text, whoever presses', async ({ app, workstation, inside }) => {
  await app.getByRole('navigation', { name: 'Chats' }).getByText('Pictures').click()
  const answer = app.getByRole('article', { name: 'Answer' })
  await answer.getByRole('button', { name: /^Load once: “Home”/ }).click()
  await expect(answer.getByRole('alert')).toContainText('127.0.0.1 leads to 127.0.0.1, which is not a public address.')
  await answer.getByRole('button', { name: /^Load once: “Inside”/ }).click()
  await expect(answer.getByRole('alert').filter({ hasText: 'only ports 80 and 443 are' })).toBeVisible()
  const direct = await workstation.fetch('/pictures/load', { method: 'POST', body: { url: inside.address } })
  expect(direct.status).toBe(502)
  expect(inside.asked).toEqual([])
})
