import type { Page } from '@playwright/test'
import { test } from '../own-manifests.ts'
import { ask, expect, goTo, openChat, storedMessages, type Workstation } from '../workstation.ts'

// A tool that waits for a yes: its turn ends when the journey says so.
test.use({ tools: [{ name: 'far_sum', script: `console.log(JSON.stringify({ result: '42' }))\n`, network: ['sums.example'] }] })

const waiting = (app: Page) => app.getByRole('list', { name: 'Waiting messages' }).getByRole('listitem')

async function queueTwo(app: Page): Promise<void> {
  await ask(app, 'what is 41 + 1?')
  await expect(app.getByRole('group', { name: 'far_sum waiting' })).toBeVisible()
  await ask(app, 'say "two" again')
  await ask(app, 'say "three" again')
  await expect(waiting(app)).toContainText(['two', 'three'])
}

async function allow({ fetch }: Workstation): Promise<void> {
  const { approvals } = (await (await fetch('/approvals')).json()) as { approvals: { id: string }[] }
  await fetch(`/approvals/${approvals[0]?.id}`, { method: 'POST', body: { decision: 'once' } })
}

/** Who said what and how each answer ended. */
const told = async (workstation: Workstation, id: string) =>
  (await storedMessages(workstation, id)).map(({ role, status, parts }) =>
    role === 'user' ? parts.map((part) => part.type === 'text' && part.text).join() : status,
  )

test('what waits in a chat is sent while another one is in view, once, though two windows are open', async ({ app, workstation }) => {
  const id = await openChat(app, workstation, 'ask_far_sum')
  await queueTwo(app)
  const other = await app.context().newPage()
  await other.goto(workstation.address)
  await expect(other.getByTitle('2 messages wait')).toBeVisible()
  await openChat(app, workstation, 'assistant')
  await goTo(other, '/settings')
  await expect(app.getByTitle('2 messages wait')).toBeVisible()

  await allow(workstation)
  await expect
    .poll(() => told(workstation, id))
    .toEqual(['what is 41 + 1?', 'complete', 'say "two" again', 'complete', 'say "three" again', 'complete'])
  await expect(app.getByTitle(/wait/)).toHaveCount(0)
  await goTo(app, `/chats/${id}`)
  await expect(app.getByRole('article', { name: 'You' })).toContainText(['41 + 1', 'two', 'three'])
})

test('a message that is changed in one window is not sent by the other, and goes as it was changed', async ({ app, workstation }) => {
  const id = await openChat(app, workstation, 'ask_far_sum')
  await queueTwo(app)
  const other = await app.context().newPage()
  await other.goto(workstation.address)
  await expect(other.getByTitle('2 messages wait')).toBeVisible()
  await app.getByRole('button', { name: 'Edit “say "two" again”' }).click()
  await app.getByRole('textbox', { name: 'Text of “say "two" again”' }).fill('say "four" again')

  await allow(workstation)
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  await expect.poll(() => told(workstation, id)).toEqual(['what is 41 + 1?', 'complete'])
  await app.getByRole('textbox', { name: 'Text of' }).press('Enter')
  await expect
    .poll(() => told(workstation, id))
    .toEqual(['what is 41 + 1?', 'complete', 'say "four" again', 'complete', 'say "three" again', 'complete'])
})

test('what waits behind an answer that was stopped is not sent from elsewhere either', async ({ app, workstation }) => {
  const id = await openChat(app, workstation, 'ask_far_sum')
  await queueTwo(app)
  await goTo(app, '/settings')
  await workstation.fetch(`/sessions/${id}/stop`, { method: 'POST', body: {} })
  await goTo(app, `/chats/${id}`)
  await expect(app.getByText('nothing is sent by itself')).toBeVisible()
  await expect(waiting(app)).toContainText(['two', 'three'])
  expect(await told(workstation, id)).toEqual(['what is 41 + 1?', 'cancelled'])
})

test('what cannot be sent says why, and holds all behind it until the person has looked', async ({ app, workstation }) => {
  const id = await openChat(app, workstation, 'assistant')
  await ask(app, 'say "one" again')
  await expect.poll(() => told(workstation, id)).toEqual(['say "one" again', 'complete'])
  await goTo(app, '/settings')
  // As an earlier life of the window left it: the first names a file that is gone.
  await app.evaluate((chat) => {
    const gone = { artifactId: `art_${'0'.repeat(32)}`, name: 'gone.txt', mediaType: 'text/plain', sizeBytes: 1 }
    const messages = [
      { id: `msg_${'1'.repeat(32)}`, text: 'say "two" again', attachments: [gone] },
      { id: `msg_${'2'.repeat(32)}`, text: 'say "three" again', attachments: [] },
    ]
    localStorage.setItem(`cortex.queue.${chat}`, JSON.stringify(messages))
  }, id)
  await app.reload()
  await goTo(app, `/chats/${id}`)
  await expect(app.getByText('The first could not be sent')).toBeVisible()
  await app.reload()
  await expect(app.getByText('The first could not be sent')).toBeVisible()
  await expect(waiting(app)).toContainText(['two', 'three'])
  expect(await told(workstation, id)).toEqual(['say "one" again', 'complete'])

  await app.getByRole('button', { name: 'Remove “say "two" again”' }).click()
  await expect.poll(() => told(workstation, id)).toEqual(['say "one" again', 'complete', 'say "three" again', 'complete'])
})
