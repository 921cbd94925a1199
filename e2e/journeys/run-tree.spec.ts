import { test as base } from '../own-manifests.ts'
import { ask, expect, openChat } from '../workstation.ts'

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  tools: async ({}, use) => {
    await use([{ name: 'far_sum', script: 'console.log(JSON.stringify({ result: 42 }))\n', network: ['sums.example.com'] }])
  },
})

test('the runs of a turn stand on one scale, with the time one waited, and are gone through with the keyboard', async ({ app, workstation }) => {
  await openChat(app, workstation, 'ask_far_sum')
  await ask(app, 'what is 41 + 1?')
  const tree = app.getByRole('tree', { name: 'This turn' })
  const call = tree.getByRole('treeitem', { name: /^far_sum/ })
  await expect(call).toHaveAccessibleName(/^far_sum, waiting, after /)
  await app.getByRole('button', { name: /^Allow once/ }).click()
  await expect(call).toHaveAccessibleName(/^far_sum, done, after .*, took .*, waited .* for you$/)
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  const root = tree.getByRole('treeitem', { name: /^ask_far_sum, done/ })
  await expect(root).toHaveAttribute('aria-level', '1')
  await expect(call).toHaveAttribute('aria-level', '2')
  // What the model did stands between the calls, in the order it happened.
  await expect(tree.getByRole('treeitem', { name: /^read, done/ }).first()).toBeVisible()
  await expect(tree.getByRole('treeitem', { name: /^answer, done/ })).toBeVisible()
  const bars = await tree.locator('.bar > span:first-child').evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().left))
  expect(bars).toEqual([...bars].sort((a, b) => a - b))

  await root.focus()
  await app.keyboard.press('ArrowDown')
  await expect(tree.getByRole('treeitem', { name: /^read/ }).first()).toBeFocused()
  await app.keyboard.press('ArrowLeft')
  await expect(root).toBeFocused()
  await app.keyboard.press('ArrowLeft')
  await expect(root).toHaveAttribute('aria-expanded', 'false')
  await expect(tree.getByRole('treeitem')).toHaveCount(1)
  await app.keyboard.press('ArrowRight')
  await expect(call).toBeVisible()
  await call.focus()
  await app.keyboard.press('Enter')
  await expect(app).toHaveURL(/activity\/run_/)
  await expect(app.getByRole('heading', { name: 'far_sum' })).toBeVisible()

  // The whole turn reads the same in Activity.
  await app.goBack()
  await root.focus()
  await app.keyboard.press('Enter')
  const ran = app.getByRole('tree', { name: 'What ran' })
  await expect(ran.getByRole('treeitem', { name: /^far_sum, done, .*waited .* for you$/ })).toBeVisible()
  await expect(ran.getByRole('treeitem', { name: /^answer, done/ })).toBeVisible()
})
