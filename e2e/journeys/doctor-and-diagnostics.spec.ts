import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Page } from '@playwright/test'
import { fromBufferPromise } from 'yauzl'
import { ask, expect, goTo, openChat, test } from '../workstation.ts'

const sheet = (page: Page) => page.getByRole('dialog')
const found = (page: Page) => page.getByRole('list', { name: 'What was found' })
const row = (page: Page, title: string) =>
  found(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(title, { exact: true }) })

test.use({ workstationOptions: { env: { SOME_API_KEY: 'plantedvalue4711' } } })

test('the doctor mends what it can, and takes it back', async ({ app, workstation }) => {
  chmodSync(workstation.dataFolder, 0o755)
  const settings = join(workstation.dataFolder, 'settings.json')
  writeFileSync(settings, '{ "appearance": ')
  await goTo(app, '/settings/doctor')
  await expect(app.getByText(/^Checked in/)).toBeVisible()
  await expect(row(app, 'Data folder')).toContainText('mode 755')
  await expect(row(app, 'Data folder')).toContainText('Consequence')

  await app.getByRole('button', { name: 'Close it to others: Data folder' }).click()
  await expect(row(app, 'Data folder')).not.toContainText('mode 755')
  expect(statSync(workstation.dataFolder).mode & 0o777).toBe(0o700)
  await app.getByRole('button', { name: 'Move it aside: Settings' }).click()
  await expect(row(app, 'Settings')).toContainText('The file is in force as it is written.')
  expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({})

  await app.getByRole('button', { name: 'Take back: Close it to others' }).click()
  await expect(row(app, 'Data folder')).toContainText('mode 755')
  expect(statSync(workstation.dataFolder).mode & 0o777).toBe(0o755)
})

test('the checks over REST have the shape that scripts read', async ({ workstation }) => {
  const { checks } = (await (await workstation.fetch('/system/doctor')).json()) as { checks: Record<string, unknown>[] }
  for (const check of checks) expect(check).toMatchObject({ id: expect.any(String), title: expect.any(String), detail: expect.any(String) })
  expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['built-in-model', 'library', 'containers', 'ollama', 'cloud-keys', 'database']))
})

test('the bundle for a bug report is shown before it is saved, and holds nothing private', async ({ app, workstation }) => {
  await openChat(app, workstation, 'assistant')
  await ask(app, 'My grandmother lives in Winterthur with plantedvalue4711')
  await expect(app.getByRole('article', { name: 'Answer' }).first()).toBeVisible()
  await goTo(app, '/settings/doctor')
  await app.getByRole('button', { name: 'Show what would be in it' }).click()
  await expect(sheet(app)).toContainText('about.json')
  await sheet(app)
    .getByRole('button', { name: /^runs\.json/ })
    .click()
  await expect(sheet(app).getByRole('group', { name: 'runs.json' })).toContainText('"assistant"')
  const saving = app.waitForEvent('download')
  await sheet(app).getByRole('button', { name: 'Save' }).click()
  const bytes = readFileSync(await (await saving).path())
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, autoClose: false })
  let all = ''
  for await (const entry of zip.eachEntry()) all += (await buffer(await zip.openReadStreamPromise(entry))).toString()
  for (const word of ['grandmother', 'Winterthur', 'plantedvalue4711', workstation.token]) expect(all).not.toContain(word)
  expect(all).toContain('"built-in-model"')
})
