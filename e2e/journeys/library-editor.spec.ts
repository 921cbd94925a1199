import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, goTo, test } from '../workstation.ts'

test('a manifest that ships is customised, completed, checked while one types, and saved', async ({ app, workstation }) => {
  await goTo(app, '/tools/calculator')
  await app.getByRole('button', { name: 'Edit' }).click()
  const text = app.getByRole('textbox', { name: 'Text of tool.yml' })
  await expect(text).toHaveAttribute('aria-readonly', 'true')
  await app.getByRole('button', { name: 'Customise' }).click()
  await expect(text).toHaveAttribute('aria-readonly', 'false')

  // What is offered comes from the schema of the kind.
  await text.click()
  await app.keyboard.press('Control+End')
  await app.keyboard.type('\npermis')
  const offered = app.getByRole('option', { name: /^permissions/ })
  await expect(offered).toHaveAttribute('aria-selected', 'true')
  // A list that has only just come up does not take Enter yet, so that nobody chooses what they have not seen.
  await app.waitForTimeout(200)
  await app.keyboard.press('Enter')
  await expect(text).toContainText('permissions:')
  await app.keyboard.type('\n  network: nonsense')
  const problems = app.getByRole('region', { name: 'Problems' })
  await expect(problems.getByRole('button', { name: /^Line \d+/ })).toBeVisible()
  for (let letter = 0; letter < 'nonsense'.length; letter++) await app.keyboard.press('Backspace')
  await app.keyboard.type('[a.example]')
  await expect(problems).toContainText('No problems.')
  await expect(app.getByText('not saved')).toBeVisible()
  await app.keyboard.press('Control+s')
  await expect(app.getByText('Saved, and in force').filter({ visible: true }).first()).toBeVisible()
  await expect(app.getByText('not saved')).toBeHidden()
  const file = join(workstation.dataFolder, 'manifests/calculator/tool.yml')
  expect(readFileSync(file, 'utf8')).toContain('network: [a.example]')

  // What is typed while it is being saved stays in the editor, as a change of what was saved.
  await app.keyboard.type('\n# one')
  await app.keyboard.press('Control+s')
  await app.keyboard.type(' two')
  await expect(text).toContainText('# one two')
  await app.keyboard.press('Control+s')
  await expect(app.getByText('not saved')).toBeHidden()
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('# one two')
  await expect(app.getByText('The file was changed on disk meanwhile')).toBeHidden()

  // What changed on disk meanwhile is not written over without a word, and nothing that was typed is lost by going elsewhere.
  await app.keyboard.type('\n# mine')
  await expect(app.getByText('not saved')).toBeVisible()
  writeFileSync(file, readFileSync(file, 'utf8').replace('network: [a.example]', 'network: [b.example]'))
  await expect(app.getByText('The file was changed on disk meanwhile')).toBeVisible()
  await goTo(app, '/models')
  await goTo(app, '/tools/calculator')
  // The editor draws what is in sight: the end of the file is.
  await text.click()
  await app.keyboard.press('Control+End')
  await expect(text).toContainText('# mine')
  await app.getByRole('button', { name: 'Save mine over it' }).click()
  await expect(app.getByText('not saved')).toBeHidden()
  expect(readFileSync(file, 'utf8')).toContain('# mine')
  await app.getByRole('button', { name: 'Close' }).click()
  await expect(app.getByRole('heading', { name: 'Runs in' })).toBeVisible()
})

test('another file of a manifest is chosen by the keyboard, which stays on the choice, and only its own problems are told', async ({ app }) => {
  const checked: string[] = []
  app.on('websocket', (socket) => socket.on('framesent', ({ payload }) => checked.push(String(payload))))
  await app.reload()
  await goTo(app, '/tools/calculator')
  await app.getByRole('button', { name: 'Edit' }).click()
  await expect(app.getByRole('textbox', { name: 'Text of tool.yml' })).toContainText('kind: Tool')
  const file = app.getByRole('combobox', { name: 'File' })
  await file.focus()
  await file.selectOption('expression.mjs')
  await expect(app.getByRole('textbox', { name: 'Text of expression.mjs' })).toContainText('export')
  await expect(file).toBeFocused()
  // Never the text of one file as that of another, and none before there is one.
  const texts = checked.filter((frame) => frame.includes('registry/check'))
  expect(texts.filter((frame) => frame.includes('"text":""') || (frame.includes('expression.mjs') && frame.includes('kind: Tool')))).toEqual([])
})
