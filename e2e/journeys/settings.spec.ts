import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { ask, composer, expect, goTo, test, type Workstation } from '../workstation.ts'

const search = (app: Page) => app.getByRole('textbox', { name: 'Search the settings' })
const row = (app: Page, path: string) => app.locator(`[data-setting="${path}"]`)
const onDisk = ({ dataFolder }: Workstation) => readFileSync(join(dataFolder, 'settings.json'), 'utf8')
const writeByHand = ({ dataFolder }: Workstation, text: string) => writeFileSync(join(dataFolder, 'settings.json'), text)
const html = (app: Page) => app.locator('html')

test('a setting is found, changed at once, kept in the file, and reset', async ({ app, workstation }) => {
  await goTo(app, '/settings')

  await test.step('the theme changes as it is chosen, and is right from the first paint of the next load', async () => {
    await app.getByRole('radio', { name: 'Dark' }).click()
    await expect(html(app)).toHaveAttribute('data-theme', 'dark')
    await expect.poll(() => onDisk(workstation)).toContain('"theme": "dark"')
    await app.reload()
    await expect(html(app)).toHaveAttribute('data-theme', 'dark')
    await expect(row(app, 'appearance.theme')).toContainText('changed')
  })

  await test.step('a window that never saw this workstation has the same look', async () => {
    const other = await (await app.context().browser()?.newContext())?.newPage()
    if (!other) throw new Error('no other window')
    await other.goto(workstation.address)
    await expect(html(other)).toHaveAttribute('data-theme', 'dark')
    await other.context().close()
  })

  await test.step('reset gives the default, and can be undone', async () => {
    await app.getByRole('button', { name: 'Reset Theme' }).click()
    await expect(html(app)).not.toHaveAttribute('data-theme', /.*/)
    await app.getByRole('button', { name: 'Undo' }).click()
    await expect(html(app)).toHaveAttribute('data-theme', 'dark')
    await row(app, 'appearance.theme').getByRole('button', { name: 'Reset Theme' }).click()
    await expect(row(app, 'appearance.theme')).not.toContainText('changed')
  })

  await test.step('the search finds by key, counts and marks, with the keyboard alone', async () => {
    await app.keyboard.press('Control+f')
    await search(app).fill('afterseconds')
    await expect(app.locator('main').getByText('1 setting', { exact: true })).toBeVisible()
    await expect(row(app, 'notifications.finishedRuns.afterSeconds').locator('mark')).toHaveText('afterSeconds')
    const field = app.getByRole('textbox', { name: 'Only after' })
    await field.fill('soon')
    await field.press('Enter')
    await expect(app.getByText('Write a number.')).toBeVisible()
    await field.fill('-3')
    await field.press('Enter')
    await expect(app.getByRole('alert')).toContainText('a whole number from 0 to 86400')
    // What was refused is there to be mended.
    await expect(field).toHaveValue('-3')
    await expect(field).toBeFocused()
    await field.fill('5')
    await field.press('Enter')
    await expect.poll(() => onDisk(workstation)).toContain('"afterSeconds": 5')
    await expect(field).toBeFocused()
    await search(app).focus()
    await app.keyboard.press('Escape')
    await expect(search(app)).toHaveValue('')
  })

  await test.step('sections that are no settings are found as well', async () => {
    await search(app).fill('shortcuts')
    await app.getByRole('link', { name: 'Open Shortcuts' }).click()
    await expect(app).toHaveURL(/#\/settings\/shortcuts$/)
    await search(app).fill('zzz')
    await expect(app.getByText('No setting has “zzz”', { exact: false })).toBeVisible()
  })

  await test.step('a map takes names with values', async () => {
    await goTo(app, '/settings/models.roles')
    const name = app.getByRole('textbox', { name: 'Models by role: Name' })
    await name.fill('The Planner')
    await app.getByLabel('Models by role: Value').fill('llama/spark')
    await app.getByRole('button', { name: 'Add to Models by role' }).click()
    await expect(row(app, 'models.roles').getByRole('alert')).toContainText('write a role in small letters')
    await expect(name).toHaveValue('The Planner')
    await expect(app.getByLabel('Models by role: Value')).toHaveValue('llama/spark')
    await name.fill('planner')
    await app.getByRole('button', { name: 'Add to Models by role' }).click()
    await expect(row(app, 'models.roles')).toContainText('llama/spark')
    await app.getByRole('button', { name: 'Remove planner' }).click()
    await expect(row(app, 'models.roles')).not.toContainText('llama/spark')
  })
})

test('the file is edited by hand: what is good counts at once, what is wrong is told at its place and overwritten by nothing', async ({
  app,
  workstation,
}) => {
  await goTo(app, '/settings/appearance')
  await expect(row(app, 'appearance.theme')).toBeVisible()
  writeByHand(workstation, '{\n  // at night\n  "appearance": { "theme": "dark", "density": "compact" }\n}\n')
  await expect(html(app)).toHaveAttribute('data-theme', 'dark')
  await expect(html(app)).toHaveAttribute('data-density', 'compact')

  await test.step('a change in the window keeps the comment', async () => {
    await row(app, 'appearance.density').getByRole('radio', { name: 'Comfortable' }).click()
    await expect.poll(() => onDisk(workstation)).toContain('"density": "comfortable"')
    expect(onDisk(workstation)).toContain('// at night')
  })

  await test.step('a slip is told with line and column, and what was in force stays', async () => {
    const broken = '{\n  "appearance": {\n    "theme": "drak"\n    "density": "compact"\n  }\n}\n'
    writeByHand(workstation, broken)
    await expect(app.getByText('settings.json has a mistake', { exact: true })).toBeVisible()
    await expect(app.getByText('Line 4, column 5')).toBeVisible()
    await expect(html(app)).toHaveAttribute('data-theme', 'dark')
    await row(app, 'appearance.reduceMotion').getByRole('switch').click()
    await expect(app.getByRole('alert')).toContainText('nothing is written over it')
    expect(onDisk(workstation)).toBe(broken)
  })

  await test.step('a setting that cannot be what it says is taken out from the notice', async () => {
    writeByHand(workstation, '{ "appearance": { "theme": "drak", "density": "compact" } }\n')
    await expect(app.getByText('one of system, light, dark', { exact: false })).toBeVisible()
    await app.getByRole('button', { name: 'Take out appearance.theme' }).click()
    await expect(app.getByText('settings.json has a mistake', { exact: true })).toBeHidden()
    await expect(html(app)).toHaveAttribute('data-density', 'compact')
    expect(JSON.parse(onDisk(workstation))).toEqual({ appearance: { density: 'compact' } })
  })
})

test('the key that sends is the one that was chosen', async ({ app }) => {
  await goTo(app, '/settings/chats')
  await row(app, 'chats.sendKey').getByRole('radio').nth(1).click()
  await expect(row(app, 'chats.sendKey')).toContainText('changed')
  await goTo(app, '/chats')
  await ask(app, 'what is 41 + 1?')
  await expect(composer(app)).toHaveValue('what is 41 + 1?\n')
  await composer(app).press('Control+Enter')
  await expect(app).toHaveURL(/#\/chats\/ses_/)
})

test('every section works in a compact window of 800 by 600', async ({ app, workstation }) => {
  await workstation.fetch('/settings/value', { method: 'PUT', body: { path: 'appearance.density', value: 'compact' } })
  await app.setViewportSize({ width: 800, height: 600 })
  await goTo(app, '/settings')
  const sections = app.getByRole('combobox', { name: 'Sections of the settings' })
  await expect(sections.locator('option')).not.toHaveCount(0)
  for (const id of await sections.locator('option').evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))) {
    await sections.selectOption(id)
    await expect(app).toHaveURL(new RegExp(`#/settings/${id}$`))
    await expect(app.locator('main h2').first()).toBeVisible()
    const { scrollWidth, clientWidth } = await app
      .locator('main .scroll')
      .first()
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }))
    expect(scrollWidth, id).toBeLessThanOrEqual(clientWidth)
  }
})
