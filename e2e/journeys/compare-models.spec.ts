import type { Page } from '@playwright/test'
import { longQuestion, openWriterChat, test } from '../slow-writer.ts'
import { ask, expect } from '../workstation.ts'

const answer = (page: Page) => page.getByRole('article', { name: 'Answer', exact: true })
const side = (page: Page, model: string) => page.getByRole('article', { name: `Answer of ${model}` })

// An answer lasts longer than what is done beside it.
test.use({ charactersPerSecond: 25 })

test('an answer is laid beside one of another model while that is written; one is stopped, one is kept, both stay', async ({ app, workstation }) => {
  const id = await openWriterChat(app, workstation)
  await ask(app, longQuestion)
  await expect(answer(app)).toContainText('quick brown')
  await app.getByRole('button', { name: 'Stop' }).click()
  await expect(answer(app)).toContainText('stopped here')

  await answer(app).getByRole('button', { name: 'Retry with another model' }).click()
  await app.getByRole('menuitem', { name: 'Compare with another model' }).click()
  const sheet = app.getByRole('dialog', { name: 'Compare models' })
  await expect(sheet.getByRole('button', { name: /^Ask/ })).toBeDisabled()
  await sheet.getByRole('checkbox', { name: /^spark/ }).check()
  await sheet.getByRole('checkbox', { name: /^slow:3m/ }).check()
  await sheet.getByRole('button', { name: /^Ask 2/ }).click()

  const comparison = app.getByRole('region', { name: 'Comparison' })
  await expect(comparison.getByRole('article')).toHaveCount(3)
  const slow = side(app, 'slow:3m').last()
  await expect(slow).toContainText('quick brown')
  // Nothing can be kept while another is written.
  await expect(side(app, 'spark').getByRole('button', { name: 'Go on with this one' })).toBeDisabled()
  await app.reload()
  await expect(comparison.getByRole('article')).toHaveCount(3)
  await comparison.getByRole('button', { name: 'Stop slow:3m' }).click()
  await expect(slow).toContainText('stopped here')
  await expect(side(app, 'spark')).toContainText(/[\d,]+ tokens, [\d,]+ tokens\/s, local, free/)
  await expect(slow).toContainText('quick brown')

  await slow.getByRole('button', { name: 'Keep this one' }).click()
  await expect(comparison).toBeHidden()
  await expect(answer(app)).toContainText('stopped here')
  const versions = answer(app).getByRole('group', { name: 'Versions of this message' })
  await expect(versions).toContainText('3 / 3')
  await versions.getByRole('button', { name: 'Previous version' }).click()
  await expect(versions).toContainText('2 / 3')
  await expect(answer(app)).toContainText('spark')
  const history = (await (await workstation.fetch(`/agent/session/${id}/history`)).json()) as { messages: { model: string; siblings: string[] }[] }
  expect(history.messages[1]?.model).toBe('llama/spark')
  expect(history.messages[1]?.siblings).toHaveLength(3)

  // What was compared once can be laid side by side again.
  await versions.getByRole('button', { name: 'Compare side by side' }).click()
  await expect(comparison.getByRole('article')).toHaveCount(3)
  await comparison.getByRole('button', { name: 'Back to the chat' }).click()
  await expect(answer(app)).toBeVisible()
})

test('a question is answered by two models at once, with the keyboard, below each other in a narrow window', async ({ app, workstation }) => {
  await app.setViewportSize({ width: 800, height: 600 })
  await openWriterChat(app, workstation)
  await ask(app, 'what is 41 + 1?')
  await expect(answer(app)).toBeVisible()
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  const said = app.getByRole('article', { name: 'You' })
  await said.getByRole('button', { name: 'Have several models answer' }).focus()
  await app.keyboard.press('Enter')
  const sheet = app.getByRole('dialog', { name: 'Compare models' })
  await sheet.getByRole('checkbox', { name: /^spark/ }).focus()
  await app.keyboard.press('Space')
  await expect(sheet.getByRole('button', { name: /^Ask/ })).toBeDisabled()
  await sheet.getByRole('checkbox', { name: /^slow:3m/ }).focus()
  await app.keyboard.press('Space')
  await app.keyboard.press('Control+Enter')
  const comparison = app.getByRole('region', { name: 'Comparison' })
  await expect(comparison.getByRole('article')).toHaveCount(2)
  const [above, below] = [await side(app, 'spark').boundingBox(), await side(app, 'slow:3m').boundingBox()]
  expect(Math.abs((above?.x ?? 0) - (below?.x ?? 9))).toBeLessThan(2)
  await expect(comparison.getByRole('button', { name: /^(Keep this one|Go on with this one)$/ })).toHaveCount(2)
  // A message that is sent goes on with the one in view.
  await expect(comparison.getByRole('button', { name: 'Go on with this one' })).toBeEnabled()
  await ask(app, 'hello')
  await expect(comparison).toBeHidden()
  await expect(app.getByRole('article', { name: 'You' })).toHaveCount(2)
})
