import type { Page } from '@playwright/test'
import { storeChats } from '../stored-chats.ts'
import { test as base, composer, expect } from '../workstation.ts'

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  workstationOptions: async ({}, use) => {
    const messages = Array.from({ length: 300 }, (_, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      parts: `Message number ${index}. ${'It says a few words. '.repeat((index * 7) % 23)}`,
    }))
    const many = Array.from({ length: 4_000 }, (_, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      parts: `Line ${index}.`,
    }))
    const chats = [
      { title: 'A long chat', messages },
      { title: 'Thousands', messages: many },
    ]
    await use({ prepare: async (dataFolder) => void (await storeChats(dataFolder, chats)) })
  },
})

/** Where the first message in view stands, so that a jump can be told. */
const firstInView = (page: Page) =>
  page.evaluate(() => {
    const thread = document.querySelector('.thread') as HTMLElement
    const top = thread.getBoundingClientRect().top
    const first = [...thread.querySelectorAll('article')].find((article) => article.getBoundingClientRect().bottom > top + 1)
    return { text: /number (\d+)/.exec(first?.textContent ?? '')?.[1], top: (first?.getBoundingClientRect().top ?? 0) - top }
  })

test('a long chat opens at its end and reads upward without losing its place', async ({ app }) => {
  await app.getByRole('navigation', { name: 'Chats' }).getByText('A long chat').click()
  await expect(app.getByText('Message number 299.')).toBeInViewport()
  await expect(app.getByText('Message number 200.')).toHaveCount(0)
  // A box that grows pushes up what is read, it does not cover it.
  await composer(app).fill('line\n'.repeat(12))
  await expect(app.getByText('Message number 299.')).toBeInViewport()
  await composer(app).fill('')

  const thread = app.getByRole('main').locator('.thread')
  await thread.hover()
  // Up in steps until older messages have come in above: what is in view must stay where a step left it.
  for (let step = 0; (await app.getByText('Message number 248.').count()) === 0; step++) {
    expect(step, 'steps until older messages are read').toBeLessThan(40)
    await thread.evaluate((element) => {
      element.dispatchEvent(new WheelEvent('wheel', { deltaY: -200, bubbles: true }))
      element.scrollTop -= 200
    })
    const before = await firstInView(app)
    await expect(async () => {
      const after = await firstInView(app)
      expect(after.text).toBe(before.text)
      expect(Math.abs(after.top - before.top)).toBeLessThan(4)
    }).toPass()
  }

  // All the way up, as a person would: with the wheel.
  await expect(async () => {
    await app.mouse.wheel(0, -20_000)
    await expect(app.getByText('Message number 0.', { exact: false })).toBeInViewport({ timeout: 500 })
  }).toPass()
  await app.getByRole('button', { name: 'To the end' }).click()
  await expect(app.getByText('Message number 299.')).toBeInViewport()
})

test('in a chat of thousands the keys reach both ends, and the middle is read where the scrollbar stands', async ({ app }) => {
  await app.getByRole('navigation', { name: 'Chats' }).getByText('Thousands').click()
  await expect(app.getByText('Line 3999.', { exact: true })).toBeInViewport()
  const thread = app.getByRole('main').locator('.thread')
  await thread.focus()
  await thread.press('Home')
  await expect(app.getByText('Line 0.', { exact: true })).toBeInViewport()
  await thread.evaluate((element) => {
    element.scrollTop = element.scrollHeight / 2
  })
  const inView = () =>
    thread.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      const articles = [...element.querySelectorAll('article')].filter((article) => {
        const box = article.getBoundingClientRect()
        return box.bottom > top && box.top < bottom
      })
      return articles.map((article) => Number(/Line (\d+)\./.exec(article.textContent ?? '')?.[1]))
    })
  await expect(async () => {
    const [first = 0, ...rest] = await inView()
    expect(rest.length).toBeGreaterThan(3)
    expect(rest).toEqual(rest.map((_, index) => first + index + 1))
    expect(first).toBeGreaterThan(1_500)
    expect(first).toBeLessThan(2_500)
  }).toPass()
  await thread.press('End')
  await expect(app.getByText('Line 3999.', { exact: true })).toBeInViewport()
})

test('search finds a message of long ago and opens its chat', async ({ app }) => {
  await app.keyboard.press('Control+k')
  await app.getByRole('combobox').fill('number 17')
  // Tools whose descriptions have the words may stand before it.
  await app
    .getByRole('option', { name: /A long chat/ })
    .first()
    .click()
  await expect(app.getByRole('heading', { name: 'A long chat' })).toBeVisible()
})
