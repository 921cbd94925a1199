import { copyFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, goTo, test } from '../workstation.ts'

const spark = join(import.meta.dirname, '../../resources/models/spark.gguf')

test('a GGUF file says what it is before it is added, and removing it takes the link only', async ({ app, workstation }) => {
  const page = join(workstation.dataFolder, 'page.gguf')
  await writeFile(page, '<!doctype html><p>Log in</p>')
  const mine = join(workstation.dataFolder, 'mine.gguf')
  await copyFile(spark, mine)
  await goTo(app, '/models')
  await app.getByRole('button', { name: 'Add GGUF' }).click()
  const sheet = app.getByRole('dialog')
  const path = sheet.getByRole('textbox', { name: 'Path of the file' })

  await test.step('what is none is refused with the reason', async () => {
    await path.fill(page)
    await path.press('Enter')
    await expect(sheet.getByRole('alert')).toContainText('is a web page')
    await expect(sheet.getByRole('button', { name: 'Add' })).toBeHidden()
  })

  await test.step('what is one tells its size and whether it has room', async () => {
    await path.fill(mine)
    await expect(sheet.getByRole('alert')).toBeEmpty()
    await path.press('Enter')
    await expect(sheet.getByRole('status')).toContainText('2,048 tokens of context')
    await sheet.getByRole('button', { name: 'Add' }).click()
    await expect(sheet).toBeHidden()
  })

  await test.step('only the link to it goes', async () => {
    const row = app.getByRole('row', { name: /^mine/ })
    await row.getByRole('button', { name: 'Remove mine' }).click()
    await expect(sheet).toContainText('Only the link goes')
    await sheet.getByRole('button', { name: 'Remove' }).click()
    await expect(row).toBeHidden()
    expect((await stat(mine)).size).toBe((await stat(spark)).size)
  })
})

test('a key is tested when it is saved, and its answer is shown', async ({ app }) => {
  await goTo(app, '/models')
  await app
    .getByRole('button', { name: /^Add key/ })
    .first()
    .click()
  const sheet = app.getByRole('dialog')
  await sheet.getByLabel('Key', { exact: true }).fill('no-such-key')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(sheet.getByRole('alert')).toContainText(/The key is kept, but the test says: \w+|keychain/)
})
