import type { Page } from '@playwright/test'
import { composer, expect, test } from '../workstation.ts'

/** Where the focus is, and whether it can be seen there: by a ring, or by the caret of a text field. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return { on: 'nothing', isShown: false, pane: null }
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    const hasRing = (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    const isText = element.matches('textarea, input')
    return {
      on: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`,
      isShown: (hasRing || isText) && box.width > 0 && box.height > 0 && box.top >= 0 && box.top < window.innerHeight,
      pane: element.closest('[data-pane]')?.getAttribute('aria-label') ?? element.closest('[data-pane]')?.tagName ?? null,
    }
  })
const expectFocusShown = (page: Page, when: string) => expect.poll(() => focus(page), when).toMatchObject({ isShown: true })

test('from a fresh start to an answer, to the library and back, with the keyboard alone', async ({ app }) => {
  await expect(composer(app)).toBeFocused()
  await app.keyboard.type('what is 41 + 1?')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
  await expect(composer(app)).toBeFocused()

  await app.keyboard.press('Control+3')
  await expect(app.getByRole('heading', { name: 'Tools', level: 1 })).toBeAttached()
  await expectFocusShown(app, 'after going to the library')
  await app.getByRole('searchbox').focus()
  await app.keyboard.type('calc')
  await app.keyboard.press('ArrowDown')
  await expect(app.getByRole('link', { name: /^calculator/ })).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: 'calculator' })).toBeVisible()
  await expectFocusShown(app, 'after opening a tool')
  await app.getByLabel(/^expression/).focus()
  await app.keyboard.type('6 * 7')
  await app.keyboard.press('Control+Enter')
  await expect(app.getByRole('status').filter({ hasText: 'Result' })).toContainText('42')
  await expectFocusShown(app, 'after running a tool')

  await app.keyboard.press('Control+k')
  await expect(app.getByRole('combobox')).toBeFocused()
  await app.keyboard.type('what is')
  await expect(app.getByRole('option', { name: /what is 41/ }).first()).toBeVisible()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('dialog')).toBeHidden()
  await expect(app.getByRole('article', { name: 'Answer' })).toContainText('42')
  await expectFocusShown(app, 'after the palette led to a chat')
})

test('F6 goes round the panes, Tab never loses the focus, and what opens gives it back', async ({ app }) => {
  await expect(composer(app)).toBeFocused()
  await app.keyboard.type('hello')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('article', { name: 'Answer' })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  await expect(composer(app)).toBeFocused()

  const panes: (string | null)[] = []
  for (let press = 0; press < 5; press++) {
    await app.keyboard.press('F6')
    await expectFocusShown(app, `F6, ${press + 1} times`)
    panes.push((await focus(app)).pane)
  }
  expect(panes).toEqual(['Inspector', 'Sections', 'Chats', 'MAIN', 'Inspector'])
  await app.keyboard.press('Shift+F6')
  expect((await focus(app)).pane).toBe('MAIN')

  await app.keyboard.press('Shift+F6')
  const before = (await focus(app)).on
  await app.keyboard.press('?')
  await expect(app.getByRole('dialog')).toContainText('Shortcuts')
  await app.keyboard.press('Escape')
  await expect(app.getByRole('dialog')).toBeHidden()
  expect((await focus(app)).on).toBe(before)

  const seen = new Set<string>()
  for (let press = 0; press < 60; press++) {
    await app.keyboard.press('Tab')
    const at = await focus(app)
    // Once round, the browser's own frame has its turn.
    if (at.on === 'nothing') continue
    seen.add(at.on)
    expect(at, `Tab, ${press + 1} times`).toMatchObject({ isShown: true })
  }
  expect(seen.size).toBeGreaterThan(15)
})

test('the window works at 800 by 600 with the keyboard: the list comes over the edge and goes again', async ({ app }) => {
  await app.setViewportSize({ width: 800, height: 600 })
  await expect(composer(app)).toBeFocused()
  await app.keyboard.type('hello')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('article', { name: 'Answer' })).toBeVisible()
  const chats = app.getByRole('navigation', { name: 'Chats' })
  await expect(chats).toBeHidden()
  await app.keyboard.press('Control+b')
  await expect(chats).toBeVisible()
  await chats.getByRole('link', { name: /^hello/ }).focus()
  await app.keyboard.press('Escape')
  await expect(chats).toBeHidden()
  await expectFocusShown(app, 'after the list was folded')
})
