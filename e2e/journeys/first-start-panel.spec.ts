import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ask, composer, expect, goTo, test } from '../workstation.ts'

test('a first start answers at once, says what is there, and has one step for each thing that is missing', async ({ app, workstation }) => {
  const panel = app.getByRole('region', { name: 'On this computer' })

  await test.step('the prompt has the focus and the panel is below it', async () => {
    await expect(composer(app)).toBeFocused()
    await expect(panel.getByText('Built-in demo model')).toBeVisible()
    await expect(panel.getByText(/^checked in .*, nothing was sent$/)).toBeVisible()
  })

  await test.step('a model: the catalogue', async () => {
    await panel.getByRole('button', { name: 'Get a model' }).click()
    await expect(app).toHaveURL(/#\/models$/)
    await expect(app.getByRole('region', { name: 'Catalogue' })).toBeInViewport()
    await goTo(app, '/chats')
  })

  await test.step('Ollama: its address, and the panel says when it is there', async () => {
    await panel.getByRole('button', { name: 'Connect Ollama: set its address' }).click()
    const field = app.getByRole('textbox', { name: 'Address of Ollama' })
    await expect(field).toBeFocused()
    const ollama = createServer((request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(request.url === '/api/version' ? { version: '9.9.9' } : { models: [] }))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => ollama.once('listening', resolve))
    await field.fill('no good address')
    await field.press('Enter')
    await expect(app.getByRole('alert')).toContainText('write an address such as')
    await field.fill(`http://127.0.0.1:${(ollama.address() as AddressInfo).port}`)
    await field.press('Enter')
    await goTo(app, '/chats')
    await expect(panel.getByText('Running, with no model yet.')).toBeVisible()
    ollama.closeAllConnections()
    ollama.close()
    await expect(panel.getByText(/^Not found at http/)).toBeVisible()
  })

  await test.step('containers: how to get an engine', async () => {
    await panel.getByRole('button', { name: 'How to get a container engine' }).click()
    const sheet = app.getByRole('dialog', { name: 'Get a container engine' })
    await expect(sheet.getByRole('listitem')).toHaveCount(3)
    await app.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
  })

  await test.step('a key: the sheet of the provider that is chosen', async () => {
    await panel.getByRole('button', { name: 'Add a key' }).click()
    await app.getByRole('menuitem').first().click()
    await expect(app.getByRole('dialog')).toBeVisible()
    await app.keyboard.press('Escape')
    await expect(app.getByRole('dialog')).toBeHidden()
  })

  await test.step('it is hidden, comes back by undo, and by its setting', async () => {
    await panel.getByRole('button', { name: 'Hide' }).click()
    await expect(panel).toBeHidden()
    await app.getByRole('button', { name: 'Undo' }).click()
    await expect(panel).toBeVisible()
    await panel.getByRole('button', { name: 'Hide' }).click()
    await expect(panel).toBeHidden()
    await app.reload()
    await expect(composer(app)).toBeVisible()
    await expect(panel).toBeHidden()
    await goTo(app, '/settings/chats')
    await app.getByRole('switch', { name: 'What was found on this computer' }).click()
    await goTo(app, '/chats')
    await expect(panel).toBeVisible()
  })

  await test.step('and a question is answered by the built-in model without any of it', async () => {
    await ask(app, 'what is 41 + 1?')
    await expect(app.getByText('42', { exact: false }).first()).toBeVisible()
    expect((await workstation.fetch('/health')).status).toBe(200)
  })
})
