import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base } from '../own-manifests.ts'
import { expect, goTo } from '../workstation.ts'

const relic = 'kind: Relic\nname: half_store\ndescription: Keeps one half.\nservice: { image: "redis:7", volumez: [/data] }\n'
const test = base.extend({
  manifests: async ({ manifests }, use) => {
    mkdirSync(join(manifests, 'half_store'))
    writeFileSync(join(manifests, 'half_store/relic.yml'), relic)
    await use(manifests)
  },
})

test('relics stand as a table or as cards, gone through with the keyboard', async ({ app }) => {
  await goTo(app, '/relics')
  await expect(app.getByRole('table', { name: 'Relics' }).getByRole('link', { name: /^kv_store/ })).toBeVisible()
  await app.getByRole('button', { name: 'Cards', exact: true }).click()
  const cards = app.getByRole('list', { name: 'Relics' })
  await expect(cards.getByRole('listitem').filter({ hasText: 'kv_store' })).toContainText('Keeps values under keys')
  const links = cards.getByRole('link')
  await links.first().focus()
  await app.keyboard.press('ArrowRight')
  await expect(links.nth(1)).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(links.nth(1)).toHaveAttribute('aria-current', 'page')
  expect((await new AxeBuilder({ page: app }).analyze()).violations).toEqual([])
  // As one looks at the library: the choice is the same there, and kept.
  await app.reload()
  await expect(cards).toBeVisible()
  await goTo(app, '/tools')
  await expect(app.getByRole('list', { name: 'Tools' })).toBeVisible()
})

test('a broken file of a relic is told as that of a tool is, edited in place, and mended by its fix', async ({ app, manifests }) => {
  const file = join(manifests, 'half_store/relic.yml')
  await goTo(app, '/relics')
  await app.getByRole('button', { name: /half_store\/relic\.yml/ }).click()
  await expect(app.getByText(/^Line 4, column/)).toBeVisible()
  await app.getByRole('button', { name: 'Edit the file' }).click()
  await expect(app.getByRole('textbox', { name: 'Text of relic.yml' })).toContainText('volumez')
  await app.getByRole('button', { name: 'Close' }).click()
  await app.getByRole('button', { name: /^Change to volumes/ }).click()
  await expect(app).toHaveURL(/relics\/half_store/)
  await expect(app.getByRole('region', { name: 'half_store' })).toContainText('Keeps one half.')
  expect(readFileSync(file, 'utf8')).toBe(relic.replace('volumez', 'volumes'))
  // Broken again it stays in force, and what is wrong stands on its page.
  writeFileSync(file, relic)
  await expect(app.getByRole('region', { name: 'half_store' })).toContainText('The last good version stays in force.')
  await app.getByRole('button', { name: /^Change to volumes/ }).click()
  await expect(app.getByText('The last good version stays in force.')).toBeHidden()
})
