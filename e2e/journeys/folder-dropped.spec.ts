import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropOnWindow } from '../drop.ts'
import { ask, composer, expect, goTo, test } from '../workstation.ts'

/** A copy of a fixture that may be changed, under its own name. */
function copyOf(fixture: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'cortex-drop-')), fixture)
  cpSync(join(import.meta.dirname, '../fixtures', fixture), folder, { recursive: true })
  return folder
}

test('a folder is dropped, looked at, installed, used, changed on disk, broken and mended', async ({ app, workstation }) => {
  await expect(composer(app)).toBeVisible()
  await dropOnWindow(app, copyOf('greeting'))
  const sheet = app.getByRole('dialog')
  await expect(sheet).toContainText('greet')
  await expect(sheet).toContainText('greeter')
  await sheet.getByRole('button', { name: /^Install/ }).click()
  await expect(sheet).toContainText('is installed')
  await app.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()

  // The tool is usable at once, without a restart.
  await goTo(app, '/tools/greet')
  await app.getByLabel(/^name/).fill('Miso')
  await app.getByRole('button', { name: /^Run/ }).click()
  await expect(app.getByText('Hello, Miso!')).toBeVisible()

  // So is the agent.
  await goTo(app, '/agents/greeter')
  await expect(app.getByText('Greets people and does sums.').filter({ visible: true }).first()).toBeVisible()
  const created = await workstation.fetch('/agent/greeter/session', { method: 'POST', body: {} })
  const { id } = (await created.json()) as { id: string }
  await goTo(app, `/chats/${id}`)
  await ask(app, 'what is 41 + 1?')
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')

  // A change on disk is live.
  const installed = readdirSync(join(workstation.dataFolder, 'manifests')).find((name) => !name.startsWith('.'))
  const file = join(workstation.dataFolder, 'manifests', installed as string, 'tools/greet/tool.yml')
  const good = readFileSync(file, 'utf8')
  await goTo(app, '/tools/greet')
  writeFileSync(file, good.replace('Greets somebody by name.', 'Says hello to somebody.'))
  await expect(app.getByText('Says hello to somebody.').filter({ visible: true }).first()).toBeVisible()

  // A mistake is shown at its line, with what was meant, and the last good version stays in force.
  writeFileSync(file, good.replace('parameters:', 'paramters:'))
  const problem = app
    .getByText(/line 6/i)
    .filter({ visible: true })
    .first()
  await expect(problem).toBeVisible()
  await expect(app.getByText(/paramters/).first()).toBeVisible()
  await expect(app.getByText(/did you mean/i).first()).toBeVisible()
  await app.getByLabel(/^name/).fill('Tofu')
  await app.getByRole('button', { name: /^Run/ }).click()
  await expect(app.getByText('Hello, Tofu!')).toBeVisible()

  writeFileSync(file, good)
  await expect(problem).toBeHidden()
})

test('what cannot be installed says why, and nothing is installed', async ({ app, workstation }) => {
  await expect(composer(app)).toBeVisible()
  const nothing = mkdtempSync(join(tmpdir(), 'cortex-drop-'))
  writeFileSync(join(nothing, 'notes.txt'), 'nothing to see')
  await dropOnWindow(app, nothing)
  await expect(app.getByRole('dialog')).toContainText(/no manifest/i)
  await app.keyboard.press('Escape')
  await expect(app.getByRole('dialog')).toBeHidden()

  const broken = copyOf('greeting')
  writeFileSync(join(broken, 'tools/greet/tool.yml'), 'kind: Tool\nname: greet\nimplementation: { type: node, script: ../../../secret.mjs }\n')
  await dropOnWindow(app, broken)
  const sheet = app.getByRole('dialog')
  await expect(sheet).toContainText(/cannot be installed/i)
  await expect(sheet).toContainText(/line 3/i)
  await expect(sheet.getByRole('button', { name: /^Install/ })).toBeHidden()
  expect(readdirSync(join(workstation.dataFolder, 'manifests')).filter((name) => !name.startsWith('.'))).toEqual([])
})
