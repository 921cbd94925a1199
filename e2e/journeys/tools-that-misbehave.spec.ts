import { test as base } from '../own-manifests.ts'
import { ask, composer, expect, goTo, openChat } from '../workstation.ts'

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  tools: async ({}, use) =>
    await use([
      { name: 'broken_sum', script: "console.error('about to divide by zero')\nthrow new Error('the divisor is zero')\n" },
      {
        name: 'chatty_sum',
        timeout: '60s',
        script: `console.error('first step')
await new Promise((resolve) => setTimeout(resolve, 4000))
console.error('second step')
console.log(JSON.stringify({ result: 42 }))
`,
      },
      { name: 'stuck_sum', timeout: '3s', script: 'for (;;) {}\n' },
      {
        name: 'endless_sum',
        timeout: '10m',
        script: "console.error('going round')\nfor (;;) await new Promise((resolve) => setTimeout(resolve, 100))\n",
      },
    ]),
})

test('a tool that fails says why, with its log', async ({ app, workstation }) => {
  await openChat(app, workstation, 'ask_broken_sum')
  await ask(app, 'what is 41 + 1?')
  const card = app.getByRole('group', { name: 'broken_sum failed' })
  await expect(card).toContainText('the divisor is zero')
  await card.getByRole('button', { name: 'Unfold' }).click()
  await expect(card).toContainText('about to divide by zero')
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()

  await goTo(app, '/tools/broken_sum')
  await app.getByLabel(/^expression/).fill('1 / 0')
  await app.getByRole('button', { name: /^Run/ }).click()
  await expect(app.getByRole('status').filter({ hasText: 'Result' })).toContainText('the divisor is zero')
})

test('a log is shown while the tool runs, and the window is usable meanwhile', async ({ app, workstation }) => {
  const id = await openChat(app, workstation, 'ask_chatty_sum')
  await ask(app, 'what is 41 + 1?')
  const running = app.getByRole('group', { name: 'chatty_sum running' })
  await expect(running).toContainText('first step')
  await expect(running).not.toContainText('second step')
  await ask(app, 'hello')
  await expect(app.getByRole('list', { name: 'Waiting messages' })).toContainText('hello')
  await goTo(app, '/tools/calculator')
  await app.getByLabel(/^expression/).fill('6 * 7')
  await app.getByRole('button', { name: /^Run/ }).click()
  await expect(app.getByRole('status').filter({ hasText: 'Result' })).toContainText('42')
  await goTo(app, `/chats/${id}`)
  const done = app.getByRole('group', { name: 'chatty_sum done' })
  await expect(done).toBeVisible()
  await done.getByRole('button', { name: 'Unfold' }).click()
  await expect(done).toContainText('second step')
  // What was written meanwhile is sent when the turn has ended well.
  await expect(app.getByRole('article', { name: 'You' }).nth(1)).toContainText('hello')
})

test('a tool that never ends is ended at its deadline, and the card names it', async ({ app, workstation }) => {
  await openChat(app, workstation, 'ask_stuck_sum')
  await ask(app, 'what is 41 + 1?')
  await expect(app.getByRole('group', { name: 'stuck_sum running' })).toContainText('of 3 s')
  await composer(app).fill('I can type meanwhile')
  await expect(app.getByRole('group', { name: 'stuck_sum failed' })).toContainText(/3 s|3000/)
  await expect(composer(app)).toHaveValue('I can type meanwhile')
})

test('a tool that hangs is stopped by hand: only the call, the whole answer, or a try', async ({ app, workstation }) => {
  await openChat(app, workstation, 'ask_endless_sum')
  await ask(app, 'what is 41 + 1?')
  const running = app.getByRole('group', { name: 'endless_sum running' })
  const cancelled = app.getByRole('group', { name: 'endless_sum cancelled' })
  await expect(running).toContainText('going round')
  await running.getByRole('button', { name: 'Stop this call' }).click()
  await expect(cancelled).toBeVisible()
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()

  await ask(app, 'what is 41 + 2?')
  await expect(running).toContainText('going round')
  await app.getByRole('button', { name: 'Stop', exact: false }).last().click()
  await expect(cancelled).toHaveCount(2)
  await expect(app.getByRole('article', { name: 'Answer' }).last()).toContainText('stopped here')

  await goTo(app, '/tools/endless_sum')
  await app.getByLabel(/^expression/).fill('1')
  await app.getByRole('button', { name: /^Run/ }).click()
  const result = app.getByRole('status').filter({ hasText: /Running|Result/ })
  await expect(result).toContainText('going round')
  await app.getByRole('button', { name: 'Stop' }).click()
  await expect(app.getByRole('button', { name: /^Run/ })).toBeVisible()
  const left = (await (await workstation.fetch('/runs?status=running')).json()) as { runs: unknown[] }
  expect(left.runs).toEqual([])
})
