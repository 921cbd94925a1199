import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { dropOn } from '../drop.ts'
import { ask, test as base, composer, expect, openChat } from '../workstation.ts'

const picker = (page: Page) => page.getByRole('main').locator('input[type=file]')

/** One red dot. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cortex-files-'))
    writeFileSync(join(folder, 'notes.txt'), 'The otter sleeps at noon.\n')
    writeFileSync(join(folder, 'dot.png'), png)
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
})

test('files are attached by the button, by a drop and by a paste, shown in the message and given back', async ({ app, workstation, folder }) => {
  await openChat(app, workstation, 'assistant')
  const chips = app.getByRole('main').getByRole('list', { name: 'Attached files' })
  await picker(app).setInputFiles([join(folder, 'notes.txt')])
  await expect(chips.getByText('notes.txt')).toBeVisible()
  await dropOn(composer(app), join(folder, 'dot.png'))
  await expect(chips.getByText('dot.png')).toBeVisible()
  await expect(app.getByText('Drop to look inside')).toBeHidden()
  await composer(app).evaluate((box) => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['a,b\n1,2\n'], 'pasted.csv', { type: 'text/csv' }))
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(chips.getByRole('listitem')).toHaveCount(3)
  await chips.getByRole('button', { name: 'Remove pasted.csv' }).click()
  await expect(chips.getByRole('listitem')).toHaveCount(2)

  // A file alone is a message, too.
  await expect(app.getByRole('button', { name: 'Send' })).toBeEnabled()
  await composer(app).press('Enter')
  const said = app.getByRole('article', { name: 'You' })
  await expect(said.getByText('notes.txt')).toBeVisible()
  await expect(said.getByRole('img', { name: 'dot.png' })).toBeVisible()
  await expect(said.getByRole('img', { name: 'dot.png' })).toHaveJSProperty('naturalWidth', 1)
  await expect(app.getByRole('article', { name: 'Answer' })).toBeVisible()
  await expect(chips).toHaveCount(1)

  await app.reload()
  await expect(said.getByRole('img', { name: 'dot.png' })).toBeVisible()
  const [file] = await Promise.all([app.waitForEvent('download'), said.getByRole('button', { name: 'Download notes.txt' }).click()])
  expect(readFileSync(await file.path(), 'utf8')).toBe('The otter sleeps at noon.\n')
})

test('a file beyond the limit says so on its chip, and nothing is sent until it is removed', async ({ app, workstation, folder }) => {
  await openChat(app, workstation, 'assistant')
  const large = join(folder, 'large.bin')
  writeFileSync(large, '')
  truncateSync(large, 25 * 2 ** 20 + 1)
  await picker(app).setInputFiles([large])
  await expect(app.getByText('larger than 25 MB')).toBeVisible()
  await composer(app).fill('look at this')
  await expect(app.getByRole('button', { name: 'Send' })).toBeDisabled()
  await app.getByRole('button', { name: 'Remove large.bin' }).click()
  await expect(app.getByRole('button', { name: 'Send' })).toBeEnabled()
})

test('files go with the first message of a chat, and with one that is edited', async ({ app, folder }) => {
  await picker(app).setInputFiles([join(folder, 'notes.txt')])
  await composer(app).fill('what is 41 + 1?')
  await composer(app).press('Enter')
  const said = app.getByRole('article', { name: 'You' })
  await expect(said.getByText('notes.txt')).toBeVisible()
  await expect(app.getByRole('article', { name: 'Answer' })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  await said.hover()
  await said.getByRole('button', { name: 'Edit' }).click()
  await expect(app.getByRole('button', { name: 'Remove notes.txt' })).toBeVisible()
  await composer(app).fill('what is 40 + 2?')
  await composer(app).press('Enter')
  await expect(said).toContainText('what is 40 + 2?')
  await expect(said.getByText('notes.txt')).toBeVisible()
})

test('a folder dropped on the composer is looked into, as anywhere else', async ({ app, workstation }) => {
  await openChat(app, workstation, 'assistant')
  await dropOn(composer(app), join(import.meta.dirname, '../fixtures/greeting'))
  await expect(app.getByRole('dialog').getByRole('button', { name: /^Install/ })).toBeVisible()
})

async function exportAs(page: Page, format: string): Promise<string> {
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: `Export as ${format}` }).click()])
  return file.path()
}

test('a chat is exported in three ways, and what was exported as JSON is brought in again', async ({ app, folder }) => {
  await ask(app, 'what is 41 + 1?')
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  expect(readFileSync(await exportAs(app, 'Markdown'), 'utf8')).toContain('what is 41 + 1?')
  expect(readFileSync(await exportAs(app, 'a web page'), 'utf8')).toContain('<!doctype html>')
  const json = join(folder, 'chat.json')
  writeFileSync(json, readFileSync(await exportAs(app, 'JSON')))

  const list = app.getByRole('navigation', { name: 'Chats' })
  await app.getByLabel('File of chats to import').setInputFiles(json)
  const sheet = app.getByRole('dialog')
  await expect(sheet).toContainText('1 chat already here')
  await expect(sheet.getByRole('button', { name: /^Import/ })).toBeDisabled()
  await app.keyboard.press('Escape')

  // Once it is gone for good it comes in again.
  await app
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
  await app.getByRole('menuitem', { name: 'Delete' }).click()
  await app.getByRole('button', { name: 'Chat lists' }).click()
  await app.getByRole('menuitemcheckbox', { name: 'Trash' }).click()
  await app.getByRole('button', { name: 'Chat lists' }).click()
  await app.getByRole('menuitem', { name: 'Empty the trash' }).click()
  await sheet.getByRole('button', { name: 'Empty the trash' }).click()
  await app.getByRole('button', { name: 'Back to chats' }).click()
  await app.getByLabel('File of chats to import').setInputFiles(json)
  await expect(sheet).toContainText('Cortex: 1 chat, 2 messages.')
  await sheet.getByRole('button', { name: 'Import 1 chat' }).click()
  await expect(sheet).toContainText('1 chat imported, 2 messages')
  await app.keyboard.press('Escape')
  await list.getByRole('link', { name: /41/ }).click()
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
})

test('chats of ChatGPT and Claude are looked at first, and only those chosen come in; what is no chat says why', async ({ app, folder }) => {
  const at = '2026-01-05T09:00:00.000Z'
  const conversation = (title: string, question: string) => ({
    ...{ uuid: `claude-${title}`, name: title, created_at: at, updated_at: at },
    chat_messages: [
      { uuid: `${title}-1`, sender: 'human', text: question, content: [{ type: 'text', text: question }], created_at: at },
      { uuid: `${title}-2`, sender: 'assistant', text: 'Gladly.', content: [{ type: 'text', text: 'Gladly.' }], created_at: at },
    ],
  })
  const claude = join(folder, 'conversations.json')
  writeFileSync(claude, JSON.stringify([conversation('Otters', 'Tell me of otters'), conversation('Voles', 'Tell me of voles')]))
  const sheet = app.getByRole('dialog')
  await app.getByLabel('File of chats to import').setInputFiles(claude)
  await expect(sheet).toContainText('Claude: 2 chats, 4 messages.')
  await sheet.getByRole('checkbox', { name: /^Voles/ }).uncheck()
  await sheet.getByRole('button', { name: 'Import 1 chat' }).click()
  await expect(sheet).toContainText('1 chat imported')
  await sheet.getByRole('button', { name: 'Close' }).click()
  const list = app.getByRole('navigation', { name: 'Chats' })
  await expect(list.getByRole('link', { name: 'Voles' })).toBeHidden()
  await list.getByRole('link', { name: 'Otters' }).click()
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('Gladly.')

  // Of a file that holds more than is listed, all the others come in.
  const many = join(folder, 'many.json')
  writeFileSync(many, JSON.stringify(Array.from({ length: 1_003 }, (_, index) => conversation(`Heron ${index}`, 'Tell me of herons'))))
  await app.getByLabel('File of chats to import').setInputFiles(many)
  await expect(sheet).toContainText('And 3 more, which come along as well.')
  await sheet.getByRole('checkbox', { name: /^Heron 1 / }).uncheck()
  await sheet.getByRole('button', { name: /^Import 1,002 chats/ }).click()
  await expect(sheet).toContainText('1,002 chats imported')
  await sheet.getByRole('button', { name: 'Close' }).click()

  const other = join(folder, 'other.json')
  writeFileSync(other, '{"some": "thing"}')
  await app.getByLabel('File of chats to import').setInputFiles(other)
  await expect(sheet.getByRole('alert')).toContainText('It was not imported')
  await expect(sheet.getByRole('button', { name: /^Import/ })).toBeDisabled()
})
