import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base } from '../own-manifests.ts'
import { expect, goTo } from '../workstation.ts'

const broken = 'kind: Tool\nname: half_sum\ndescription: Halves.\nimplementaton: { type: node, script: ./main.mjs }\n'
const test = base.extend({
  manifests: async ({ manifests }, use) => {
    mkdirSync(join(manifests, 'half_sum'))
    writeFileSync(join(manifests, 'half_sum/tool.yml'), broken)
    writeFileSync(join(manifests, 'half_sum/main.mjs'), 'console.log(1)\n')
    await use(manifests)
  },
})

test('a fix is put into a file that was broken from the start, and taken back from the toast', async ({ app, manifests }) => {
  const file = join(manifests, 'half_sum/tool.yml')
  await goTo(app, '/tools')
  await app.getByRole('button', { name: /half_sum\/tool\.yml/ }).click()
  await expect(app.getByText(/^Line 4, column 1/)).toBeVisible()
  await app.getByRole('button', { name: /^Change to implementation/ }).click()
  await expect(app).toHaveURL(/tools\/half_sum/)
  await expect(app.getByRole('heading', { name: 'half_sum', level: 2 })).toBeVisible()
  expect(readFileSync(file, 'utf8')).toBe(broken.replace('implementaton', 'implementation'))
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(app.getByText('The file is as it was')).toBeVisible()
  // The button has left with its toast; the keyboard goes on from something.
  await expect.poll(() => app.evaluate(() => document.activeElement !== document.body)).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe(broken)
  // What was good stays in force, and the key for fixes does the same again.
  await expect(app.getByText('The last good version stays in force.')).toBeVisible()
  await app.keyboard.press('Control+.')
  await expect(app.getByText('The last good version stays in force.')).toBeHidden()
  expect(readFileSync(file, 'utf8')).toBe(broken.replace('implementaton', 'implementation'))
})

test('it is mended in the editor, at the line that is wrong, and has its page once it is saved', async ({ app, manifests }) => {
  await goTo(app, '/tools')
  await app.getByRole('button', { name: /half_sum\/tool\.yml/ }).click()
  await app.getByRole('button', { name: 'Go to line' }).first().click()
  const text = app.getByRole('textbox', { name: 'Text of tool.yml' })
  await expect(text).toBeFocused()
  await expect(text).toContainText('implementaton')
  await app.keyboard.press('Shift+End')
  await app.keyboard.type('implementation: { type: node, script: ./main.mjs }')
  await expect(app.getByRole('region', { name: 'Problems', exact: true })).toContainText('No problems.')
  await app.keyboard.press('Control+s')
  await expect(app).toHaveURL(/tools\/half_sum/)
  await expect(text).toContainText('implementation: { type: node')
  await expect(app.getByText('not saved')).toBeHidden()
  expect(readFileSync(join(manifests, 'half_sum/tool.yml'), 'utf8')).toContain('implementation: { type: node, script: ./main.mjs }')
  await app.getByRole('button', { name: 'Close' }).click()
  await expect(app.getByRole('heading', { name: 'Runs in' })).toBeVisible()
})

test('a manifest that is gone to from a broken file is what is shown', async ({ app }) => {
  await goTo(app, '/tools')
  await app.getByRole('button', { name: /half_sum\/tool\.yml/ }).click()
  await expect(app.getByText(/^Line 4, column 1/)).toBeVisible()
  await goTo(app, '/tools/calculator')
  await expect(app.getByRole('heading', { name: 'calculator', level: 2 })).toBeVisible()
  await expect(app.getByText(/^Line 4, column 1/)).toBeHidden()
})
