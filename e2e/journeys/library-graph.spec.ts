import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base } from '../own-manifests.ts'
import { expect, goTo } from '../workstation.ts'

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  tools: async ({}, use) => await use([{ name: 'zeta_sum', script: 'console.log(1)\n' }]),
  manifests: async ({ manifests }, use) => {
    const agent = 'kind: Agent\nname: ask_zeta_sum\ndescription: Misses a tool.\npersona: You help.\ntools: [zeta_sum, gone, calculator]\n'
    writeFileSync(join(manifests, 'ask_zeta_sum/agent.yml'), agent)
    await use(manifests)
  },
})

test('the whole library is drawn, searched, narrowed to kinds and told as a list', async ({ app }) => {
  await goTo(app, '/tools')
  await app.getByRole('link', { name: 'Graph of the library' }).click()
  const graph = app.getByRole('region', { name: 'Graph of the library' })
  const node = (name: RegExp) => graph.getByRole('link', { name })
  await expect(node(/^calculator, Tool, runs in wasm, used by/)).toBeVisible()
  await expect(node(/^ask_zeta_sum, Agent/)).toHaveAccessibleName(/1 problem/)
  await expect(graph.getByRole('img', { name: /^gone, Tool, not there/ })).toBeVisible()

  // Names can be read from the start; what has no room then is scrolled to, or seen by showing all.
  const [first, last] = [node(/^ask_zeta_sum, Agent/), node(/^json_processor, Tool/)]
  await app.setViewportSize({ width: 800, height: 320 })
  await graph.getByRole('button', { name: 'Show all' }).click()
  await expect(last).toBeInViewport()
  await app.reload()
  await expect.poll(async () => (await first.boundingBox())?.width ?? 0).toBeGreaterThan(130)
  const before = (await first.boundingBox())?.y ?? 0
  await graph.hover()
  await app.mouse.wheel(0, 200)
  await expect.poll(async () => (await first.boundingBox())?.y ?? 0).toBeLessThan(before)
  await app.setViewportSize({ width: 1280, height: 800 })

  await app.getByRole('searchbox').fill('ask_zeta')
  await expect(node(/^zeta_sum/)).toBeVisible()
  await expect(node(/^clock/)).toBeHidden()
  await app.getByRole('button', { name: 'Agents' }).click()
  await expect(app.getByText('Nothing matches.')).toBeVisible()
  await app.getByRole('button', { name: 'Agents' }).click()
  await app.getByRole('radio', { name: 'List' }).click()
  const row = app.getByRole('list', { name: 'List' }).getByRole('listitem').filter({ hasText: 'ask_zeta_sum' }).first()
  await expect(row).toContainText('gone, not there')
  await expect(row.getByRole('link', { name: 'zeta_sum', exact: true })).toBeVisible()
})

test('the graph is walked with the arrow keys, zoomed by its buttons, and Enter opens', async ({ app }) => {
  await app.setViewportSize({ width: 800, height: 600 })
  await goTo(app, '/library/graph')
  const graph = app.getByRole('region', { name: 'Graph of the library' })
  await app.getByRole('searchbox').fill('ask_zeta_sum')
  await expect(graph.locator('a[data-node]')).toHaveCount(3)
  const agent = graph.getByRole('link', { name: /^ask_zeta_sum/ })
  await agent.focus()
  await app.keyboard.press('ArrowRight')
  await expect(agent).not.toBeFocused()
  const seen = new Set<string>()
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
    seen.add(String(await app.evaluate(() => document.activeElement?.getAttribute('data-node'))))
    await app.keyboard.press(key)
  }
  expect([...seen].sort()).toEqual(['Tool/calculator', 'Tool/gone', 'Tool/zeta_sum'])
  await app.keyboard.press('ArrowLeft')
  await expect(agent).toBeFocused()

  const width = async () => (await agent.boundingBox())?.width ?? 0
  const before = await width()
  await graph.getByRole('button', { name: 'Zoom in' }).click()
  await expect.poll(width).toBeGreaterThan(before)
  await graph.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(async () => Math.round((await width()) - before)).toBe(0)

  // What has the focus is in view, however far one is zoomed in.
  for (let times = 0; times < 3; times++) await graph.getByRole('button', { name: 'Zoom in' }).click()
  await agent.focus()
  await app.keyboard.press('ArrowRight')
  await expect(app.locator(':focus')).toBeInViewport({ ratio: 0.99 })
  await app.keyboard.press('ArrowLeft')
  await expect(agent).toBeFocused()
  await expect(agent).toBeInViewport({ ratio: 0.99 })
  await app.keyboard.press('Enter')
  await expect(app).toHaveURL(/agents\/ask_zeta_sum/)
})

test('a manifest shows what it uses and what uses it, at last', async ({ app }) => {
  await goTo(app, '/agents/ask_zeta_sum')
  const graph = app.getByRole('region', { name: 'What ask_zeta_sum uses and what uses it' })
  await expect(graph.getByRole('link', { name: /^calculator/ })).toBeVisible()
  await expect(graph.getByRole('img', { name: /^gone, Tool, not there/ })).toBeVisible()
  await expect(graph.getByRole('link', { name: /^clock/ })).toBeHidden()
  await graph.getByRole('link', { name: /^zeta_sum/ }).click()
  await expect(app).toHaveURL(/tools\/zeta_sum/)
  await expect(app.getByRole('region', { name: 'What zeta_sum uses and what uses it' }).locator('[data-node]')).toHaveCount(2)
  await goTo(app, '/tools/text_stats')
  await expect(app.getByRole('heading', { name: 'Runs in' })).toBeVisible()
})
