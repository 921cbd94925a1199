import { composer, expect, test } from '../workstation.ts'

test('a button tells its name under the pointer and to the keyboard, and goes quiet when it is used', async ({ app }) => {
  await expect(composer(app)).toBeFocused()
  const tip = app.locator('.tip')
  const sections = app.getByRole('navigation', { name: 'Sections' })
  const [tools, models] = [sections.getByRole('link', { name: 'Tools' }), sections.getByRole('link', { name: 'Models' })]

  await tools.hover()
  await expect(tip).toHaveText(/^Tools/)
  // It can be gone onto and read there, and Escape takes it away.
  await tip.hover()
  await expect(tip).toHaveText(/^Tools/)
  await app.keyboard.press('Escape')
  await expect(tip).toBeHidden()

  await models.hover()
  await expect(tip).toHaveText(/^Models/)
  await composer(app).hover()
  await expect(tip).toBeHidden()

  await tools.hover()
  await expect(tip).toHaveText(/^Tools/)
  await tools.click()
  await expect(app.getByRole('heading', { name: 'Tools', level: 1 })).toBeAttached()
  await expect(tip).toBeHidden()

  await app.keyboard.press('F6')
  for (let press = 0; press < 30 && !(await models.evaluate((link) => link === document.activeElement)); press++) await app.keyboard.press('Tab')
  await expect(models).toBeFocused()
  await expect(tip).toHaveText(/^Models/)
  await app.keyboard.press('Shift+Tab')
  await expect(models).not.toBeFocused()
  await expect(tip).not.toHaveText(/^Models/)
})
