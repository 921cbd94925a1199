import { existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, expect, goTo, openChat, test } from '../workstation.ts'

const spark = join(import.meta.dirname, '../../resources/models/spark.gguf')
const held = (dataFolder: string) => join(dataFolder, 'models', 'other.gguf')

test.use({
  workstationOptions: {
    async prepare(dataFolder) {
      await mkdir(join(dataFolder, 'models'), { recursive: true })
      await copyFile(spark, held(dataFolder))
    },
  },
})

test('a model is tested, measured, made the default of a role, and removed', async ({ app, workstation }) => {
  await goTo(app, '/models')
  const row = app.getByRole('row', { name: /^other/ })
  await expect(row).toContainText('installed')
  await expect(row).toContainText('fits')
  await expect(row).toContainText('not measured')

  await test.step('whether it calls tools is found out by a real call, and kept by its contents', async () => {
    await row.getByRole('button', { name: 'Test whether other calls tools' }).click()
    await expect(row).toContainText(/yes, \d\d:\d\d/)
    await expect(app.getByRole('row', { name: /^spark/ })).toContainText(/yes, \d\d:\d\d/)
    await expect(row).toContainText('loaded')
  })

  await test.step('it is the default for chats by a menu', async () => {
    await row.getByRole('button', { name: 'Use other for' }).press('Enter')
    await app.getByRole('menuitemcheckbox', { name: 'Chat' }).press('Enter')
    await expect(row).toContainText('default')
    await row.getByRole('button', { name: 'Use other for' }).press('Enter')
    await expect(app.getByRole('menuitemcheckbox', { name: 'Chat' })).toBeChecked()
    await app.getByRole('menuitemcheckbox', { name: 'Titles' }).press('Enter')
    await expect(row).toContainText('titles')
    const { settings } = (await (await workstation.fetch('/settings')).json()) as { settings: object }
    expect(settings).toMatchObject({ models: { roles: { chat: 'llama/other', title: 'llama/other' } } })
  })

  await test.step('its speed is that of real answers', async () => {
    await openChat(app, workstation, 'assistant')
    await ask(app, 'what is 41 + 1?')
    await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
    await ask(app, 'tell me what you can do')
    await expect(app.getByRole('article', { name: 'Answer' })).toHaveCount(2)
    await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
    await goTo(app, '/models')
    await expect(app.getByRole('row', { name: /tok\/s/ }).first()).toBeVisible({ timeout: 20_000 })
  })

  await test.step('its name opens all that is known', async () => {
    await row.getByRole('button', { name: 'other', exact: true }).click()
    const sheet = app.getByRole('dialog', { name: 'other' })
    await expect(sheet).toContainText('It is in memory now.')
    await expect(sheet).toContainText('pieces:')
    await app.keyboard.press('Escape')
  })

  await test.step('before it goes, what is deleted is said', async () => {
    await row.getByRole('button', { name: 'Remove other' }).click()
    const sheet = app.getByRole('dialog')
    await expect(sheet).toContainText(held(workstation.dataFolder))
    await expect(sheet).toContainText('It is the default for: Chat, Titles')
    // It may be making the title of the chat still; that is given up for this.
    await sheet.getByRole('button', { name: 'Remove' }).click()
    await expect(sheet).toBeHidden()
    await expect(row).toBeHidden()
    expect(existsSync(held(workstation.dataFolder))).toBe(false)
  })
})
