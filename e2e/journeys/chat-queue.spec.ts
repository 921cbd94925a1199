import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { longQuestion, openWriterChat, test } from '../slow-writer.ts'
import { ask, composer, expect, storedMessages } from '../workstation.ts'

// Slow enough that the answer outlasts everything that is queued behind it.
test.use({ charactersPerSecond: 20 })

const queue = (app: Page) => app.getByRole('list', { name: 'Waiting messages' })
const waiting = (app: Page) => queue(app).getByRole('listitem')
const said = (app: Page) => app.getByRole('article', { name: 'You' })
const handle = (app: Page, text: string) => queue(app).getByRole('button', { name: new RegExp(`^Move “${text}”`) })

/** An answer is written, and three messages wait behind it. */
async function queueThree(app: Page): Promise<void> {
  await ask(app, longQuestion)
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('quick brown')
  for (const text of ['hello', 'say "two" again', 'say "three" again']) await ask(app, text)
  await expect(waiting(app)).toContainText(['hello', 'say "two" again', 'say "three" again'])
}

test('several messages wait, are put in order, changed and removed, outlive a reload, and are sent one by one', async ({ app, workstation }) => {
  await openWriterChat(app, workstation)
  await queueThree(app)
  // A turn that was stopped did not end well: nothing is sent behind the person's back.
  await app.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(app.getByText('nothing is sent by itself')).toBeVisible()
  expect((await new AxeBuilder({ page: app }).analyze()).violations).toEqual([])

  await handle(app, 'say "three" again').press('ArrowUp')
  await expect(waiting(app)).toContainText(['hello', 'say "three" again', 'say "two" again'])
  await expect(handle(app, 'say "three" again')).toBeFocused()
  await handle(app, 'hello').dragTo(handle(app, 'say "two" again'))
  await expect(waiting(app)).toContainText(['say "three" again', 'say "two" again', 'hello'])

  await queue(app).getByRole('button', { name: 'Edit “say "two" again”' }).press('Enter')
  await expect(queue(app).getByRole('textbox')).toBeFocused()
  await queue(app).getByRole('textbox').fill('say "four" again')
  await app.keyboard.press('Enter')
  await expect(waiting(app)).toContainText(['say "three" again', 'say "four" again', 'hello'])
  // From an empty box the last one is changed, and Escape leaves it as it was.
  await composer(app).press('ArrowUp')
  await queue(app).getByRole('textbox', { name: 'Text of “hello”' }).fill('no')
  await app.keyboard.press('Escape')
  await queue(app).getByRole('button', { name: 'Remove “hello”' }).click()
  await expect(waiting(app)).toHaveCount(2)
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(waiting(app)).toContainText(['say "three" again', 'say "four" again', 'hello'])

  await app.reload()
  await expect(waiting(app)).toContainText(['say "three" again', 'say "four" again', 'hello'])
  await expect(said(app)).toHaveCount(1)
  await app.getByRole('button', { name: 'Send the first' }).click()
  await expect(said(app)).toHaveCount(4)
  await expect(said(app)).toContainText(['quick brown', 'three', 'four', 'hello'])
  await expect(queue(app)).toBeHidden()
})

test('files wait with their message', async ({ app, workstation }) => {
  const id = await openWriterChat(app, workstation)
  await ask(app, longQuestion)
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('quick brown')
  await app
    .getByRole('main')
    .locator('input[type=file]')
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('milk and bread') })
  await expect(app.getByRole('button', { name: 'Remove notes.txt' })).toBeVisible()
  await ask(app, 'hello')
  await expect(waiting(app)).toContainText(['1 file'])
  await expect(app.getByRole('button', { name: 'Remove notes.txt' })).toBeHidden()
  await app.getByRole('button', { name: 'Stop', exact: true }).click()
  await app.getByRole('button', { name: 'Send the first' }).click()
  await expect(said(app).nth(1)).toContainText('notes.txt')
  // The message stands in the chat before the core has written it.
  await expect.poll(async () => (await storedMessages(workstation, id))[2]?.parts.map((part) => part.type)).toEqual(['text', 'attachment'])
})
