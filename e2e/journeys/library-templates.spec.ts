import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, goTo, test } from '../workstation.ts'

test('a tool is made from a template: its name checked, its files seen before, then open in the editor, and taken back', async ({
  app,
  workstation,
}) => {
  await goTo(app, '/tools')
  await app.getByRole('button', { name: 'Add to the library' }).click()
  await app.getByRole('menuitem', { name: /^New from a template/ }).click()
  const sheet = app.getByRole('dialog', { name: 'New from a template' })
  await sheet.getByRole('radio', { name: /^Tool in JavaScript/ }).check({ force: true })
  const name = sheet.getByRole('textbox', { name: 'Name' })
  await expect(name).toBeVisible()
  await sheet.getByRole('button', { name: /^Create/ }).click()
  await expect(sheet.getByText('A name is needed')).toBeVisible()
  await name.fill('Word Count')
  await expect(sheet.getByText(/^Only a to z/)).toBeVisible()
  await name.fill('calculator')
  await expect(sheet.getByText('There is a tool of this name already')).toBeVisible()
  await expect(sheet.getByRole('button', { name: /^Create/ })).toBeDisabled()
  await name.fill('word_count')
  await expect(sheet.getByText('word_count is free')).toBeVisible()
  await sheet.getByRole('textbox', { name: /^Description/ }).fill('Counts "words".')
  const files = sheet.getByRole('region', { name: 'Files it makes' })
  await expect(files.getByRole('group', { name: 'tool.yml' })).toContainText('name: word_count')
  await expect(files.getByRole('group', { name: 'tool.yml' })).toContainText('description: "Counts \\"words\\"."')
  await files.getByRole('radio', { name: 'main.mjs' }).click()
  const shown = await files.getByRole('group', { name: 'main.mjs', exact: true }).filter({ hasNotText: 'tool.yml' }).textContent()
  await app.keyboard.press('Control+Enter')

  const text = app.getByRole('textbox', { name: 'Text of tool.yml' })
  await expect(text).toContainText('name: word_count')
  await expect(text).toHaveAttribute('aria-readonly', 'false')
  const folder = join(workstation.dataFolder, 'manifests/word_count')
  expect(readFileSync(join(folder, 'main.mjs'), 'utf8')).toBe(shown)
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(app.getByText('word_count is in the trash')).toBeVisible()
  await expect(app).toHaveURL(/tools$/)
  expect(existsSync(folder)).toBe(false)
})

test('a persona in Markdown is made from the palette, and every template makes something that is in force', async ({ app, workstation }) => {
  await expect(app.getByText('Saved', { exact: true })).toBeVisible()
  await app.keyboard.press('Control+k')
  await app.getByRole('combobox').fill('new from a template')
  await app.keyboard.press('Enter')
  const sheet = app.getByRole('dialog', { name: 'New from a template' })
  await sheet.getByRole('radio', { name: /^Persona in Markdown/ }).check({ force: true })
  await sheet.getByRole('textbox', { name: 'Name' }).fill('my_editor')
  await app.keyboard.press('Control+Enter')
  await expect(app.getByRole('textbox', { name: 'Text of agent.md' })).toContainText('my_editor')

  await goTo(app, '/library/gallery')
  const templates = app.getByRole('region', { name: 'Templates' })
  await expect(templates.getByRole('heading', { level: 3 }).first()).toBeVisible()
  const titles = await templates.getByRole('heading', { level: 3 }).allTextContents()
  expect(titles.length).toBeGreaterThanOrEqual(6)
  await templates.getByRole('button', { name: 'Use Relic' }).click()
  await sheet.getByRole('textbox', { name: 'Name' }).fill('my_notes')
  await app.keyboard.press('Control+Enter')
  await expect(app).toHaveURL(/library\/edit\/relic\/my_notes/)
  await expect(app.getByRole('textbox', { name: 'Text of relic.yml' })).toContainText('my_notes')
  const { manifests } = (await (await workstation.fetch('/registry/manifests')).json()) as { manifests: { name: string; problems: unknown[] }[] }
  for (const name of ['my_editor', 'my_notes']) expect(manifests.find((one) => one.name === name)?.problems).toEqual([])
})
