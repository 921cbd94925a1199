import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, goTo, openChat, test, type Workstation } from '../workstation.ts'

const sheet = (page: Page) => page.getByRole('dialog')
const backups = (page: Page) => page.getByRole('list', { name: 'Backups' })
const zips = ({ dataFolder }: Workstation) => readdirSync(join(dataFolder, 'backups')).filter((name) => name.endsWith('.zip'))
const titles = async (workstation: Workstation) => {
  const { sessions } = (await (await workstation.fetch('/sessions')).json()) as { sessions: { title: string }[] }
  return sessions.map(({ title }) => title).sort()
}
async function titled(page: Page, workstation: Workstation, title: string): Promise<void> {
  const id = await openChat(page, workstation, 'assistant')
  await workstation.fetch(`/sessions/${id}`, { method: 'PATCH', body: { title } })
}

test('a backup is made, looked into and restored, and what was there before can be brought back', async ({ app, workstation }) => {
  await titled(app, workstation, 'Plans for the winter')
  await goTo(app, '/settings/backups')
  await expect(app.getByText('No backup yet.')).toBeVisible()
  await app.getByRole('button', { name: 'Back up now' }).click()
  await expect(backups(app).getByRole('listitem')).toHaveCount(1)
  await expect(backups(app)).toContainText('by hand')

  await titled(app, workstation, 'Plans for the summer')
  await goTo(app, '/settings/backups')
  await backups(app)
    .getByRole('button', { name: /^Restore the backup/ })
    .click()
  const chats = sheet(app).getByRole('row', { name: /^Chats/ })
  await expect(chats).toContainText('1 chat')
  await expect(chats).toContainText('2 chats')
  await sheet(app).getByRole('button', { name: 'Replace what is here' }).click()

  // The page comes back by itself, at the same address and with the same token.
  await expect(app.getByText(/^Restored: \S*by-hand\.zip$/)).toBeVisible()
  await expect(backups(app).getByRole('listitem')).toHaveCount(2)
  expect(await titles(workstation)).toEqual(['Plans for the winter'])
  await backups(app)
    .getByRole('listitem')
    .filter({ hasText: 'before a restore' })
    .getByRole('button', { name: /^Restore/ })
    .click()
  await sheet(app).getByRole('button', { name: 'Replace what is here' }).click()
  await expect(app.getByText(/^Restored: \S*before-restore\.zip$/)).toBeVisible()
  expect(await titles(workstation)).toEqual(['Plans for the summer', 'Plans for the winter'])
})

test('a restore survives that the workstation is killed over it', async ({ app, workstation }) => {
  await titled(app, workstation, 'Kept')
  const made = (await (await workstation.fetch('/backups', { method: 'POST', body: {} })).json()) as { file: string }
  await titled(app, workstation, 'Later')
  const answer = await workstation.fetch('/backups/restore', { method: 'POST', body: { file: made.file } })
  expect(await answer.json()).toMatchObject({ takesEffect: 'restart' })
  await workstation.restart('SIGKILL')
  expect(await titles(workstation)).toEqual(['Kept'])
  expect(readdirSync(workstation.dataFolder)).not.toContain('pending')
})

test('a damaged backup says where the damage is and changes nothing', async ({ app, workstation }) => {
  await titled(app, workstation, 'Still here')
  const { file } = (await (await workstation.fetch('/backups', { method: 'POST', body: {} })).json()) as { file: string }
  const bytes = readFileSync(file)
  const at = bytes.indexOf('cortex.db') + 2_000
  bytes[at] = (bytes[at] ?? 0) ^ 0xff
  const damaged = join(workstation.dataFolder, 'damaged.zip')
  writeFileSync(damaged, bytes)
  await goTo(app, '/settings/backups')
  await app.getByRole('button', { name: 'Restore from a file' }).click()
  await sheet(app).getByLabel('Path of the backup').fill(damaged)
  await app.keyboard.press('Enter')
  await expect(sheet(app).getByRole('alert')).toContainText('The damage is in cortex.db.')
  await expect(sheet(app).getByRole('button', { name: 'Replace what is here' })).toBeDisabled()
  await sheet(app).getByLabel('Path of the backup').fill('/nowhere/backup.zip')
  await app.keyboard.press('Enter')
  await expect(sheet(app).getByRole('alert')).toContainText('There is no such file')
  await app.keyboard.press('Escape')
  expect(await titles(workstation)).toEqual(['Still here'])
  expect(zips(workstation)).toHaveLength(1)
})

test('a backup is deleted after a second question', async ({ app, workstation }) => {
  await workstation.fetch('/backups', { method: 'POST', body: {} })
  await goTo(app, '/settings/backups')
  await app.getByRole('button', { name: /^Delete the backup/ }).click()
  await sheet(app).getByRole('button', { name: 'Delete' }).click()
  await expect(app.getByText('No backup yet.')).toBeVisible()
  expect(zips(workstation)).toEqual([])
})
