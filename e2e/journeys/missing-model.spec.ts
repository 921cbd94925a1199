import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as slow } from '../slow-writer.ts'
import { ask, composer, expect, goTo, test } from '../workstation.ts'

slow('the model of a chat is removed: the chat says so before it is asked, and another is chosen there', async ({ app, workstation }) => {
  const created = await workstation.fetch('/agent/assistant/session', { method: 'POST', body: { model: 'ollama/slow:3m' } })
  const { id } = (await created.json()) as { id: string }
  await goTo(app, `/chats/${id}`)
  await expect(app.getByRole('button', { name: 'Model: slow:3m' })).toBeVisible()
  await expect(app.getByText('Until you choose, another model answers.')).toBeHidden()
  await workstation.fetch('/models/remove', { method: 'POST', body: { id: 'ollama/slow:3m' } })
  await app.reload()
  const note = app.getByRole('status').filter({ hasText: 'slow:3m is not on this computer any more.' })
  await expect(note).toBeVisible()
  // It is answered all the same, and the answer says by whom and why.
  await ask(app, 'what is 41 + 1?')
  const answer = app.getByRole('article', { name: 'Answer' })
  await expect(answer).toContainText('41 + 1 = 42')
  await expect(answer).toContainText('ollama/slow:3m was skipped')

  await note.getByRole('button', { name: 'Choose another model' }).click()
  await app.getByRole('menuitem', { name: /^spark/ }).click()
  await expect(note).toBeHidden()
  await expect(app.getByRole('button', { name: 'Model: spark' })).toBeVisible()
  await app.reload()
  await expect(app.getByRole('button', { name: 'Model: spark' })).toBeVisible()
})

/** A file system of its own that can be filled: root may make one, or who becomes root without a password, as in CI. */
const isRoot = process.getuid?.() === 0
const asRoot = (command: string, ...args: string[]) => (isRoot ? execFileSync(command, args) : execFileSync('sudo', ['-n', command, ...args]))
const canMount = process.platform === 'linux' && (isRoot || spawnSync('sudo', ['-n', 'true']).status === 0)
const full = test.extend<{ filler: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  workstationOptions: async ({}, use) => {
    await use({
      async prepare(dataFolder) {
        asRoot('/bin/mount', '-t', 'tmpfs', '-o', `size=24m,uid=${process.getuid?.()},mode=700`, 'tmpfs', dataFolder)
        mkdirSync(join(dataFolder, 'other'))
      },
    })
  },
  filler: async ({ workstation }, use) => {
    await use(join(workstation.dataFolder, 'other/filler'))
    // The workstation still runs on it; it goes with its last user.
    asRoot('/bin/umount', '--lazy', workstation.dataFolder)
  },
})

full('a full disk is told in words, the message stays in the box, and is sent once there is room', async ({ app, workstation, filler }) => {
  full.skip(!canMount && !process.env.CI, 'Only root can make a small file system.')
  await ask(app, 'what is 41 + 1?')
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  // Until there is no room for a byte.
  for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
    } catch {}
  }
  const question = `what is 40 + 2? ${'It is a long message. '.repeat(2_000)}`
  await ask(app, question)
  await expect(app.getByRole('alert').filter({ hasText: 'The disk is full' })).toBeVisible()
  await expect(composer(app)).toHaveValue(question.trim())
  await expect(app.getByRole('article', { name: 'You' })).toHaveCount(1)
  expect((await workstation.fetch('/health')).ok).toBe(true)

  rmSync(filler)
  await composer(app).press('Enter')
  await expect(app.getByRole('article', { name: 'You' })).toHaveCount(2)
  await expect(app.getByRole('article', { name: 'Answer' })).toHaveCount(2)
  await expect(app.getByRole('alert').filter({ hasText: 'The disk is full' })).toBeHidden()
})
