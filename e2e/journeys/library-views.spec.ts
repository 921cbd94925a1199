import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base } from '../own-manifests.ts'
import { expect, goTo } from '../workstation.ts'

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  tools: async ({}, use) => await use([{ name: 'zeta_sum', language: 'bash', script: 'echo 1\n' }]),
  manifests: async ({ manifests }, use) => {
    writeFileSync(join(manifests, 'odd.tool.yml'), 'kind: Tool\nname: odd\nimplementation: { type: node, script: ./nowhere.mjs }\n')
    await use(manifests)
  },
})

test('tools stand in a table that sorts, or as cards, and the choice is remembered', async ({ app }) => {
  await goTo(app, '/tools')
  const main = app.getByRole('main')
  const table = main.getByRole('table', { name: 'Tools' })
  const names = () => table.getByRole('row').getByRole('link').allTextContents()
  await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')
  expect((await names()).at(-1)).toBe('zeta_sum')
  await table.getByRole('button', { name: 'Sort by Name' }).click()
  await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending')
  expect((await names())[0]).toBe('zeta_sum')
  await table.getByRole('button', { name: 'Sort by Used by' }).click()
  await expect(table.getByRole('columnheader', { name: 'Used by' })).toHaveAttribute('aria-sort', 'ascending')
  const counts = (await table.locator('td.is-number').allTextContents()).map((text) => Number(text) || 0)
  expect(counts[0]).toBeGreaterThan(1)
  expect(counts).toEqual(counts.toSorted((a, b) => b - a))
  await table.getByRole('button', { name: 'Sort by State' }).click()
  expect((await names())[0]).toBe('zeta_sum')
  await expect(table.getByRole('row', { name: /^zeta_sum/ })).toContainText('cannot run')
  await expect(table.getByRole('row', { name: /^calculator/ })).toContainText('wasm')

  await main.getByRole('button', { name: 'Cards', exact: true }).click()
  const cards = main.getByRole('list', { name: 'Tools' })
  const card = (name: string) => cards.getByRole('listitem').filter({ has: app.getByRole('link', { name, exact: true }) })
  await expect(card('calculator')).toContainText('wasm')
  await expect(card('calculator')).toContainText(/used by [1-9]/)
  await expect(card('calculator')).toContainText('no rights')
  await expect(card('http_request').getByRole('img', { name: /[Rr]each|network/i })).toBeVisible()
  await expect(card('zeta_sum')).toContainText('cannot run')

  // The order is the one chosen in the table, and all is reached with the arrow keys.
  const links = cards.getByRole('link')
  await app.getByRole('searchbox').focus()
  await app.keyboard.press('ArrowDown')
  await expect(links.nth(0)).toBeFocused()
  await app.keyboard.press('ArrowRight')
  await expect(links.nth(1)).toBeFocused()
  await app.keyboard.press('ArrowDown')
  await app.keyboard.press('ArrowUp')
  await expect(links.nth(1)).toBeFocused()
  const name = await links.nth(1).textContent()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: String(name), level: 2 })).toBeVisible()
  await expect(links.nth(1)).toHaveAttribute('aria-current', 'page')

  await goTo(app, '/agents')
  await expect(main.getByRole('list', { name: 'Agents' }).getByRole('listitem').first()).toContainText('tool')
  await app.reload()
  await expect(main.getByRole('list', { name: 'Agents' })).toBeVisible()
})

test('what ran is listed with its state and time, and leads to Activity', async ({ app }) => {
  await goTo(app, '/tools/calculator')
  const runs = app.getByRole('list', { name: 'Recent runs' })
  await expect(app.getByText('It has not run yet.')).toBeVisible()
  await app.getByLabel(/^expression/).fill('6 * 7')
  await app.getByRole('button', { name: /^Run/ }).click()
  await expect(runs.getByRole('link', { name: /^done, / })).toBeVisible()
  await runs.getByRole('link').click()
  await expect(app).toHaveURL(/activity\/run_/)
  await expect(app.getByRole('heading', { name: 'Journal' })).toBeVisible()
})

test('the gallery shows what ships: tried, customised, and put back', async ({ app }) => {
  await goTo(app, '/tools')
  await app.getByRole('button', { name: 'Add to the library' }).click()
  await app.getByRole('menuitem', { name: 'What ships and templates' }).click()
  await expect(app.getByRole('heading', { name: 'What ships with Cortex' })).toBeVisible()
  const tools = app.getByRole('region', { name: 'Tools' })
  await expect(tools.getByRole('listitem')).not.toHaveCount(0)
  await expect(tools.getByText('zeta_sum')).toBeHidden()
  await app.getByRole('searchbox').fill('expression')
  await expect(tools.getByRole('link', { name: 'calculator' })).toBeVisible()
  await expect(tools.getByRole('link', { name: 'clock' })).toBeHidden()

  await app.getByRole('button', { name: 'Customise calculator' }).click()
  await expect(app).toHaveURL(/library\/edit\/tool\/calculator/)
  await expect(app.getByRole('textbox', { name: 'Text of tool.yml' })).toHaveAttribute('aria-readonly', 'false')
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(app.getByRole('button', { name: 'Customise calculator' })).toBeVisible()

  await app.getByRole('button', { name: 'Try calculator' }).click()
  await app.getByLabel(/^expression/).fill('40 + 2')
  await app.getByRole('button', { name: /^Run/ }).click()
  await expect(app.getByRole('status').filter({ hasText: 'Result' })).toContainText('42')
})
