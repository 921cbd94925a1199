import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, goTo, openChat, test } from '../workstation.ts'

const sheet = (page: Page) => page.getByRole('dialog')

test.use({
  workstationOptions: {
    async prepare(dataFolder) {
      mkdirSync(join(dataFolder, 'manifests/tools/mine'), { recursive: true })
      writeFileSync(join(dataFolder, 'manifests/tools/mine/tool.yml'), 'name: mine\ndescription: Mine.\nruntime: { language: javascript }\n')
      writeFileSync(join(dataFolder, 'settings.json'), '{ "appearance": { "density": "compact" } }')
    },
  },
})

test('what is chosen goes after a typed word, and the rest stays', async ({ app, workstation }) => {
  const id = await openChat(app, workstation, 'assistant')
  await workstation.fetch(`/sessions/${id}`, { method: 'PATCH', body: { title: 'To be gone' } })
  await goTo(app, '/settings/backups')
  await app.getByRole('button', { name: 'Choose what goes' }).click()
  const go = sheet(app).getByRole('button', { name: 'Reset', exact: true })
  await expect(sheet(app)).toContainText('1 chat')
  await sheet(app).getByRole('checkbox', { name: 'Chats' }).check()
  await expect(go).toBeDisabled()
  await sheet(app).getByLabel('Type reset to confirm').fill('reset')
  await go.click()
  await expect(app.getByRole('list', { name: 'Backups' })).toContainText('before a reset')
  const { sessions } = (await (await workstation.fetch('/sessions')).json()) as { sessions: unknown[] }
  expect(sessions).toEqual([])
  expect(existsSync(join(workstation.dataFolder, 'settings.json'))).toBe(true)
  expect(existsSync(join(workstation.dataFolder, 'manifests/tools/mine/tool.yml'))).toBe(true)
})

test('after everything went it starts like new, with the backup left', async ({ app, workstation }) => {
  await openChat(app, workstation, 'assistant')
  await goTo(app, '/settings/backups')
  await app.getByRole('button', { name: 'Choose what goes' }).click()
  await sheet(app).getByRole('checkbox', { name: 'Everything' }).check()
  await expect(sheet(app).getByRole('checkbox', { name: 'Chats' })).toBeChecked()
  await sheet(app).getByLabel('Type reset to confirm').fill('reset')
  await app.keyboard.press('Tab')
  await sheet(app).getByRole('button', { name: 'Reset', exact: true }).click()
  await expect(app.getByRole('list', { name: 'Backups' })).toContainText('before a reset')
  expect(existsSync(join(workstation.dataFolder, 'settings.json'))).toBe(false)
  expect(existsSync(join(workstation.dataFolder, 'manifests/tools/mine'))).toBe(false)
  expect(readdirSync(join(workstation.dataFolder, 'backups')).filter((name) => name.endsWith('.zip'))).toHaveLength(1)
  await goTo(app, '/chats')
  await expect(app.getByRole('heading', { name: 'What should we look at?' })).toBeVisible()
})
