import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { ask, expect, openChat, storedMessages, test } from '../workstation.ts'

/** Lets so many pieces of files through; the others wait until `release` is called. */
async function holdPieces(page: Page, passing: number) {
  let held: (() => void)[] | null = []
  await page.routeWebSocket(/rpc/, (socket) => {
    const core = socket.connectToServer()
    socket.onMessage((message) => {
      const isPiece = String(message).includes('/attachPiece')
      if (isPiece && held && --passing < 0) held.push(() => core.send(message))
      else core.send(message)
    })
  })
  return {
    release() {
      for (const send of held ?? []) send()
      held = null
    },
  }
}

const file = { name: 'recording.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(4 * 2 ** 20, 7) }

test('a large file says how far it is, can be stopped on its way, and arrives whole when it is sent again', async ({ page, workstation }) => {
  const pieces = await holdPieces(page, 2)
  await page.goto(workstation.address)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  const id = await openChat(page, workstation, 'assistant')
  await page.getByRole('main').locator('input[type=file]').setInputFiles(file)
  const progress = page.getByRole('progressbar', { name: 'Upload of recording.bin' })
  await expect(progress).toHaveAttribute('aria-valuenow', '50')
  await expect(page.getByText('50 % of 4')).toBeVisible()
  await page.getByRole('textbox', { name: 'Message' }).fill('hello')
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page.getByRole('button', { name: 'Stop uploading recording.bin' }).press('Enter')
  await expect(page.getByRole('list', { name: 'Attached files' })).toHaveCount(0)

  pieces.release()
  await page.getByRole('main').locator('input[type=file]').setInputFiles(file)
  await expect(page.getByRole('button', { name: 'Remove recording.bin' })).toBeVisible()
  await ask(page, 'hello')
  await expect(page.getByRole('article', { name: 'You' })).toContainText('recording.bin')
  // The message stands in the chat before the core has written it.
  await expect.poll(async () => (await storedMessages(workstation, id))[0]?.parts[1]).toMatchObject({ sizeBytes: file.buffer.byteLength })
})

/** A new chat with a file that is half uploaded: its first message is sent as far as the person is concerned. */
async function sendFirstHalfWay(page: Page, address: string) {
  const pieces = await holdPieces(page, 2)
  await page.goto(address)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.getByRole('main').locator('input[type=file]').setInputFiles(file)
  await expect(page.getByRole('button', { name: 'Remove recording.bin' })).toBeVisible()
  await ask(page, 'hello')
  await expect(page).toHaveURL(/#\/chats\/ses_/)
  await expect(page.getByRole('progressbar', { name: 'Upload of recording.bin' })).toHaveAttribute('aria-valuenow', '50')
  await expect(page.getByText('Sent as soon as the files are there')).toBeVisible()
  return { pieces, id: page.url().split('/chats/')[1] as string }
}

test('the first message of a chat says how far its file is, and goes when it is there', async ({ page, workstation }) => {
  const { pieces, id } = await sendFirstHalfWay(page, workstation.address)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  expect(await storedMessages(workstation, id)).toEqual([])
  pieces.release()
  await expect(page.getByRole('article', { name: 'You' })).toContainText('recording.bin')
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('')
  await expect.poll(async () => (await storedMessages(workstation, id))[0]?.parts[1]).toMatchObject({ sizeBytes: file.buffer.byteLength })
})

test('a file of a first message that is stopped leaves the text to the person', async ({ page, workstation }) => {
  const { pieces, id } = await sendFirstHalfWay(page, workstation.address)
  await page.getByRole('button', { name: 'Stop uploading recording.bin' }).press('Enter')
  await expect(page.getByText('Sent as soon as the files are there')).toBeHidden()
  pieces.release()
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('hello')
  expect(await storedMessages(workstation, id)).toEqual([])
  await page.getByRole('button', { name: 'Send' }).click()
  await expect.poll(async () => (await storedMessages(workstation, id))[0]?.parts).toMatchObject([{ type: 'text', text: 'hello' }])
})
