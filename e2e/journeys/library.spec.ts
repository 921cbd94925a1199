import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base } from '../own-manifests.ts'
import { expect, goTo } from '../workstation.ts'

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  tools: async ({}, use) =>
    await use([{ name: 'shell_sum', language: 'bash', script: 'read -r input\necho "started by bash" >&2\necho \'{"result": 42}\'\n' }]),
  manifests: async ({ manifests }, use) => {
    writeFileSync(join(manifests, 'broken.tool.yml'), 'kind: Tool\nname: broken\nimplementation: { type: node, script: ./nowhere.mjs }\n')
    await use(manifests)
  },
})

const result = 'Result'

test('the library is searched and filtered, and the problem filter leads to the line', async ({ app }) => {
  await goTo(app, '/tools')
  const list = app.getByRole('main')
  await expect(list.getByRole('link', { name: /^calculator/ })).toBeVisible()
  await app.getByRole('searchbox').fill('network')
  await expect(list.getByRole('link', { name: /^web_search/ })).toBeVisible()
  await expect(list.getByRole('link', { name: /^calculator/ })).toBeHidden()
  await app.getByRole('searchbox').fill('nothing like this')
  await expect(list.getByText('Nothing matches.')).toBeVisible()
  await app.getByRole('searchbox').fill('')
  await app.getByRole('radio', { name: /^Problems 1/ }).click()
  await expect(list.getByRole('link', { name: /^calculator/ })).toBeHidden()
  await list.getByRole('button', { name: /broken.tool.yml/ }).click()
  await expect(list.getByText(/^Line 3/).first()).toBeVisible()
  await expect(list.getByText(/nowhere\.mjs/).first()).toBeVisible()
  await expect(list.getByText('Nothing of this file is in force.').first()).toBeVisible()
})

test('the form of a tool says what is wrong before anything runs', async ({ app, workstation }) => {
  await goTo(app, '/tools/http_request')
  const run = app.getByRole('button', { name: /^Run/ })
  await run.click()
  await expect(app.getByLabel(/^url/)).toHaveAttribute('aria-invalid', 'true')
  await expect(app.getByText('Needed')).toBeVisible()
  await expect(run).toBeDisabled()
  await app.getByLabel(/^url/).fill('http://127.0.0.1:9/')
  await app.getByLabel(/^headers/).fill('{ nonsense')
  await expect(app.getByText('Not JSON yet')).toBeVisible()
  await expect(run).toBeDisabled()
  await app.getByLabel(/^headers/).fill('{ "accept": "text/plain" }')
  await expect(run).toBeEnabled()

  // The same input as JSON.
  await app.getByRole('radio', { name: 'JSON' }).click()
  const json = app.getByRole('textbox', { name: 'Input' })
  expect(JSON.parse(await json.inputValue())).toMatchObject({ url: 'http://127.0.0.1:9/', headers: { accept: 'text/plain' } })
  await json.fill('{ "url": ')
  await expect(run).toBeDisabled()
  const { runs } = (await (await workstation.fetch('/runs')).json()) as { runs: unknown[] }
  expect(runs).toEqual([])
})

test('a bash tool runs only once this version is trusted, as a process, and a change takes the trust away', async ({ app, manifests }) => {
  await goTo(app, '/tools/shell_sum')
  const main = app.getByRole('main')
  const run = app.getByRole('button', { name: /^Run/ })
  await expect(main.getByRole('row', { name: /^shell_sum/ })).toContainText('cannot run')
  await expect(run).toBeDisabled()
  await expect(main.getByText(/trust/i).first()).toBeVisible()

  await app.getByRole('button', { name: 'Trust this version' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText('Let shell_sum run on this computer?')
  await dialog.getByRole('button', { name: 'Trust this version' }).click()
  await expect(app.getByRole('button', { name: 'No longer trust it' })).toBeVisible()
  await expect(main.getByText('process', { exact: true }).first()).toBeVisible()
  await app.getByLabel(/^expression/).fill('1')
  await run.click()
  const shown = app.getByRole('status').filter({ hasText: result })
  await expect(shown).toContainText('42')
  await expect(shown).toContainText('started by bash')

  writeFileSync(join(manifests, 'shell_sum/main.sh'), 'echo \'{"result": 43}\'\n')
  await expect(app.getByRole('button', { name: 'Trust this version' })).toBeVisible()
  await expect(main.getByText(/changed since you trusted it/).first()).toBeVisible()
  await expect(run).toBeDisabled()
})

test('a tool says where it runs and why', async ({ app }) => {
  await goTo(app, '/tools/calculator')
  const main = app.getByRole('main')
  await expect(main.getByRole('heading', { name: 'Runs in' })).toContainText('wasm')
  await expect(main.getByRole('heading', { name: 'Runs in' }).locator('xpath=following-sibling::p')).toContainText(/\w+ \w+/)
  await expect(main.getByRole('heading', { name: /^Used by/ })).toContainText(/[1-9]/)
  await app.getByRole('button', { name: /^Source/ }).click()
  await expect(main.getByText('kind: Tool').first()).toBeVisible()
})

test('the Dockerfile of a tool has its height at once and does not jump', async ({ app }) => {
  await goTo(app, '/tools/calculator')
  const fold = app.getByRole('button', { name: /^Dockerfile/ })
  await expect(fold).toBeVisible()
  const first = app.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const code = document.querySelector('[aria-label="Dockerfile"] pre')
          if (code) resolve(code.getBoundingClientRect().height)
        }
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
      }),
  )
  await fold.click()
  const code = app.getByRole('group', { name: 'Dockerfile' }).locator('pre')
  await expect(code).toContainText('ENTRYPOINT')
  await expect.poll(async () => (await code.boundingBox())?.height).toBe(await first)
})

test('a long text is typed into a form without a break, and lines that are pasted stay lines', async ({ app }) => {
  await goTo(app, '/tools/calculator')
  const field = app.getByLabel(/^expression/)
  await field.fill('')
  await field.focus()
  const long = `${'1 + '.repeat(20)}22`
  await app.keyboard.type(long)
  await expect(field).toHaveValue(long)
  await expect(field).toBeFocused()
  // One line is run by Enter, as any form is.
  await app.keyboard.press('Enter')
  await expect(app.getByRole('status').filter({ hasText: result })).toContainText('42')
  await field.fill('')
  await app.keyboard.insertText('first\nsecond')
  await expect(field).toHaveValue('first\nsecond')
})
