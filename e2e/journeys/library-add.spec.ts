import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { zipOf } from '../../core/registry/install/zip.fixtures.ts'
import { dropOnWindow } from '../drop.ts'
import { expect, goTo, test } from '../workstation.ts'

const manifestOf = (name: string, description: string) =>
  `kind: Tool\nname: ${name}\ndescription: ${description}\nimplementation: { type: node, script: ./main.mjs }\n`
const script = 'let text = ""\nfor await (const chunk of process.stdin) text += chunk\nconsole.log(JSON.stringify({ result: 42 }))\n'

function toolFolder(name: string, description: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'cortex-add-')), 'my_tool')
  mkdirSync(folder)
  writeFileSync(join(folder, 'tool.yml'), manifestOf(name, description))
  writeFileSync(join(folder, 'main.mjs'), script)
  return folder
}

const sheet = (app: Page) => app.getByRole('dialog')
const row = (app: Page, name: string) => app.getByRole('main').getByRole('link', { name: new RegExp(`^${name}`) })

async function choose(app: Page, item: string): Promise<void> {
  await app.getByRole('button', { name: 'Add to the library' }).click()
  await app.getByRole('menuitem', { name: item }).click()
}

test('a zip is looked into, installed, and taken back from the toast', async ({ app }) => {
  await goTo(app, '/tools')
  await app.getByLabel('File or zip').setInputFiles({
    name: 'adder.cortex.zip',
    mimeType: 'application/zip',
    buffer: zipOf([
      { name: 'adder/tool.yml', content: manifestOf('adder', 'Adds what it is given.') },
      { name: 'adder/main.mjs', content: script },
    ]),
  })
  await expect(sheet(app)).toContainText('adder')
  await sheet(app)
    .getByRole('button', { name: /main\.mjs/ })
    .click()
  await expect(sheet(app).getByRole('group', { name: 'main.mjs' })).toContainText('for await')
  await sheet(app)
    .getByRole('button', { name: /^Install/ })
    .click()
  await expect(sheet(app)).toContainText('adder is installed')
  await app.keyboard.press('Escape')
  await expect(row(app, 'adder')).toBeVisible()
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(row(app, 'adder')).toBeHidden()

  // Back from the trash.
  await choose(app, 'Trash')
  await sheet(app)
    .getByRole('button', { name: /^Restore / })
    .click()
  await expect(sheet(app)).toContainText('The trash is empty.')
  await app.keyboard.press('Escape')
  await expect(row(app, 'adder')).toBeVisible()
})

test('an update shows its lines, and undo brings the version before back', async ({ app }) => {
  await goTo(app, '/tools')
  await dropOnWindow(app, toolFolder('my_tool', 'The first one.'))
  await sheet(app)
    .getByRole('button', { name: /^Install/ })
    .click()
  await expect(sheet(app)).toContainText('is installed')
  await app.keyboard.press('Escape')

  await dropOnWindow(app, toolFolder('my_tool', 'The second one.'))
  await expect(sheet(app)).toContainText('Update my_tool')
  const diff = sheet(app).getByRole('group', { name: 'tool.yml' })
  await expect(diff).toContainText('removed description: The first one.')
  await expect(diff).toContainText('added description: The second one.')
  await sheet(app)
    .getByRole('button', { name: /^Update/ })
    .click()
  await expect(sheet(app)).toContainText('is installed')
  await app.keyboard.press('Control+Enter')
  await expect(app.getByText('The second one.').filter({ visible: true }).first()).toBeVisible()
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(app.getByText('The first one.').filter({ visible: true }).first()).toBeVisible()

  // Removing has an undo, too.
  await app.getByRole('button', { name: 'More' }).click()
  await app.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(row(app, 'my_tool')).toBeHidden()
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(row(app, 'my_tool')).toBeVisible()
})

test('a file with a long path is told whole in a small window', async ({ app }) => {
  const folder = toolFolder('my_tool', 'Has a deep folder.')
  const deep = 'fixtures/of_a_rather_long_name/that_goes_on_and_on/until_it_is_wider_than_the_sheet'
  mkdirSync(join(folder, deep), { recursive: true })
  writeFileSync(join(folder, deep, 'data.json'), '{}')
  await app.setViewportSize({ width: 800, height: 600 })
  await goTo(app, '/tools')
  await dropOnWindow(app, folder)
  const path = sheet(app).getByText(`${deep}/data.json`)
  await path.scrollIntoViewIfNeeded()
  const [left, right] = await path.evaluate((element) => {
    const card = element.closest('section') as HTMLElement
    return [element.getBoundingClientRect().right, card.getBoundingClientRect().right]
  })
  expect(left).toBeLessThanOrEqual(right ?? 0)
})

test('what ships is only replaced by a second yes', async ({ app }) => {
  await goTo(app, '/tools')
  await dropOnWindow(app, toolFolder('calculator', 'Not the one that ships.'))
  await expect(sheet(app)).toContainText('calculator ships with Cortex')
  const replace = sheet(app).getByRole('button', { name: /^Replace/ })
  await expect(replace).toBeDisabled()
  await sheet(app).getByRole('checkbox').check()
  await replace.click()
  await expect(sheet(app)).toContainText('is installed')
  await app.keyboard.press('Control+Enter')
  await expect(app.getByText('Not the one that ships.').filter({ visible: true }).first()).toBeVisible()
})

test('text is pasted into a sheet or onto the window, and what is wrong with it is told', async ({ app }) => {
  await goTo(app, '/tools')
  await choose(app, 'Pasted text')
  await sheet(app).getByLabel('Text').fill('just a note')
  await app.keyboard.press('Control+Enter')
  await expect(sheet(app)).toContainText(/cannot be installed/)
  await sheet(app).getByRole('button', { name: 'Back' }).click()
  await expect(sheet(app).getByLabel('Text')).toHaveValue('just a note')
  const text = `// /// cortex\n// name: pasted_sum\n// description: Sums.\n// ///\n${script}`
  await sheet(app).getByLabel('Text').fill(text)
  await app.keyboard.press('Control+Enter')
  await expect(sheet(app)).toContainText('pasted_sum')
  await app.keyboard.press('Escape')
  await expect(sheet(app)).toBeHidden()

  await app.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
  await sheet(app)
    .getByRole('button', { name: /^Install/ })
    .click()
  await expect(sheet(app)).toContainText('is installed')
  await app.keyboard.press('Control+Enter')
  await expect(app).toHaveURL(/tools\/pasted_sum/)
})

test('a repository that does not answer can be stopped', async ({ app }) => {
  let calls = 0
  const silent = createServer((socket) => {
    calls++
    socket.on('error', () => {}).resume()
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address() as { port: number }
  await goTo(app, '/tools')
  await app.keyboard.press('Control+k')
  await app.getByRole('combobox').fill('git repository')
  await app.keyboard.press('Enter')
  await sheet(app).getByLabel('Address').fill(`https://127.0.0.1:${address.port}/owner/name.git`)
  await app.keyboard.press('Enter')
  await expect(sheet(app).getByRole('button', { name: /^Stop fetching/ })).toBeVisible()
  await expect.poll(() => calls).toBe(1)
  await sheet(app)
    .getByRole('button', { name: /^Stop fetching/ })
    .click()
  await expect(sheet(app)).toBeHidden()
  await expect.poll(() => new Promise<number>((resolve) => silent.getConnections((_, count) => resolve(count)))).toBe(0)
  silent.close()
})

test('what is dropped while the sheet is open takes its place, without the yes that was given before', async ({ app }) => {
  await goTo(app, '/tools')
  await dropOnWindow(app, toolFolder('calculator', 'Not the one that ships.'))
  await sheet(app).getByRole('checkbox').check()
  await dropOnWindow(app, toolFolder('http_request', 'Not the one that ships, either.'))
  await expect(sheet(app)).toContainText('http_request ships with Cortex')
  await expect(sheet(app).getByRole('checkbox')).not.toBeChecked()
  await expect(sheet(app).getByRole('button', { name: /^Replace/ })).toBeDisabled()
})
