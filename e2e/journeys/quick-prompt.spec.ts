import { composer, expect, goTo, test } from '../workstation.ts'

test('one question begins a chat, shows how the answer begins, and Enter goes there', async ({ app }) => {
  await expect(composer(app)).toBeVisible()
  await goTo(app, '/quick')
  const box = app.getByRole('textbox', { name: 'Quick prompt' })
  await expect(box).toBeFocused()
  await expect(app.getByRole('navigation')).toHaveCount(0)
  await app.keyboard.type('what is 41 + 1?')
  await app.keyboard.press('Enter')
  await expect(app.getByText('Uses calculator')).toBeVisible()
  await expect(app.getByRole('group', { name: 'Answer' })).toContainText('42')
  await expect(app.getByRole('button', { name: 'Open the chat' })).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(app).toHaveURL(/#\/chats\/ses_/)
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
})

test('Escape leaves it, and what was typed is kept', async ({ app }) => {
  await expect(composer(app)).toBeVisible()
  await goTo(app, '/quick')
  const box = app.getByRole('textbox', { name: 'Quick prompt' })
  await box.fill('half a thou')
  await app.keyboard.press('Escape')
  await expect(composer(app)).toBeVisible()
  await goTo(app, '/quick')
  await expect(box).toHaveValue('half a thou')
})

test('in a window of its own it hides, and opens the chat in the main one', async ({ page, workstation }) => {
  await page.addInitScript(() => {
    const asked: string[] = []
    Object.assign(window, { asked, cortex: { hide: () => asked.push('hide'), openInMain: (route: string) => asked.push(`open ${route}`) } })
  })
  await page.goto(`${workstation.address}#/quick`)
  const box = page.getByRole('textbox', { name: 'Quick prompt' })
  await box.fill('hello')
  await box.press('Enter')
  await page.getByRole('button', { name: 'Open the chat' }).press('Enter')
  await expect(box).toBeFocused()
  await page.keyboard.press('Escape')
  const asked = await page.evaluate(() => (window as unknown as { asked: string[] }).asked)
  expect(asked).toEqual([expect.stringMatching(/^open \/chats\/ses_[0-9a-f]{32}$/), 'hide'])
})
