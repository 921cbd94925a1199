import { longQuestion, openWriterChat, test } from '../slow-writer.ts'
import { ask, expect } from '../workstation.ts'

const wordsIn = (text: string | null): number => (text ?? '').split(/\s+/).length

test('a page reloaded in the middle of an answer goes on where it was', async ({ app, workstation }) => {
  await openWriterChat(app, workstation)
  await ask(app, longQuestion)
  const answer = app.getByRole('article', { name: 'Answer' })
  await expect(answer).toContainText('quick brown')
  await app.reload()
  await expect(answer).toContainText('quick brown')
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  const then = wordsIn(await answer.textContent())
  await expect.poll(async () => wordsIn(await answer.textContent())).toBeGreaterThan(then)
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden({ timeout: 60_000 })

  // What was streamed in two pieces is what is stored.
  const [session] = ((await (await workstation.fetch('/sessions')).json()) as { sessions: { id: string }[] }).sessions
  const { messages } = (await (await workstation.fetch(`/agent/session/${session?.id}/history`)).json()) as {
    messages: { parts: { text: string }[] }[]
  }
  const stored = messages[1]?.parts.map((part) => part.text).join('') ?? ''
  expect((await answer.textContent())?.replace(/\s+/g, ' ')).toContain(stored.trim().replace(/\s+/g, ' '))
})

test('killed in the middle of an answer: everything is there again, the partial answer is kept and marked, and it can be tried again', async ({
  app,
  workstation,
}) => {
  await openWriterChat(app, workstation)
  await ask(app, longQuestion)
  const answer = app.getByRole('article', { name: 'Answer' })
  await expect(answer).toContainText('quick brown')
  const seen = (((await answer.textContent()) ?? '').match(/quick brown/g) ?? []).length
  await workstation.kill()
  await expect(app.getByText(/reconnecting/i).first()).toBeVisible()
  await expect(answer).toContainText('quick brown')
  await workstation.restart()
  await app.goto(workstation.address)
  await app.getByRole('navigation', { name: 'Chats' }).getByText(/^say/).click()
  await expect(app.getByRole('article', { name: 'You' })).toContainText('the quick brown fox')
  await expect(answer).toContainText('quick brown')
  await expect(answer).toContainText(/interrupted|closed while/i)
  expect((((await answer.textContent()) ?? '').match(/quick brown/g) ?? []).length, 'everything that was on screen is kept').toBeGreaterThanOrEqual(
    seen,
  )
  await app.getByRole('button', { name: /retry/i }).first().click()
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  await app.keyboard.press('Escape')
  await expect(answer).toContainText(/stopped/i)
})
