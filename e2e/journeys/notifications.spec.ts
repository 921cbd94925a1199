import type { Page } from '@playwright/test'
import { ask, composer, expect, goTo, test, type Workstation } from '../workstation.ts'

type Shown = { title: string; body: string; shown: Notification }

/** Keeps what the page shows outside of itself, and lets it seem looked at or not: headless browsers always look at all their pages. */
async function watchNotices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kept: unknown[] = []
    const Real = window.Notification
    class Watched extends Real {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        kept.push({ title, body: options?.body ?? '', shown: this })
      }
    }
    Object.assign(window, { kept, Notification: Watched, isAway: false })
    document.hasFocus = () => !(window as unknown as { isAway: boolean }).isAway
  })
}
const away = (page: Page, isAway: boolean) => page.evaluate((to) => Object.assign(window, { isAway: to }), isAway)
const notices = (page: Page) => page.evaluate(() => (window as unknown as { kept: Shown[] }).kept.map(({ title, body }) => `${title}: ${body}`))
const after = (workstation: Workstation, seconds: number) =>
  workstation.fetch('/settings/value', { method: 'PUT', body: { path: 'notifications.finishedRuns.afterSeconds', value: seconds } })

test('a long answer is told of while nobody looks, without a word of the chat, and a click opens it', async ({ page, workstation, context }) => {
  await context.grantPermissions(['notifications'], { origin: new URL(workstation.url).origin })
  await watchNotices(page)
  await after(workstation, 0)
  await page.goto(workstation.address)
  await ask(page, 'what is 41 + 1?')
  await expect(page.getByRole('article', { name: 'Answer' })).toContainText('42')
  expect(await notices(page)).toEqual([])

  await away(page, true)
  await ask(page, 'what is 20 + 3?')
  await goTo(page, '/models')
  await expect.poll(() => notices(page)).toEqual([expect.stringMatching(/^An answer is finished: assistant, after [\d.]+ (ms|s)$/)])
  await page.evaluate(() => (window as unknown as { kept: Shown[] }).kept[0]?.shown.dispatchEvent(new Event('click')))
  await expect(page).toHaveURL(/#\/chats\/ses_/)

  // Short ones are not.
  await after(workstation, 3_600)
  await ask(page, 'what is 3 + 4?')
  await expect(page.getByRole('article', { name: 'Answer' }).last()).toContainText('7')
  expect(await notices(page)).toHaveLength(1)
})

test('it is offered where it would have helped, and asked for only then', async ({ page, workstation }) => {
  await watchNotices(page)
  await page.addInitScript(() => {
    let answer: NotificationPermission = 'default'
    Object.defineProperty(window.Notification, 'permission', { get: () => answer })
    window.Notification.requestPermission = async () => {
      answer = 'granted'
      return answer
    }
  })
  await after(workstation, 0)
  await page.goto(workstation.address)
  await expect(composer(page)).toBeVisible()
  await away(page, true)
  await ask(page, 'what is 41 + 1?')
  const offer = page.getByRole('region', { name: 'Tell me next time' })
  await expect(offer).toContainText('No words of a chat are shown.')
  await offer.getByRole('button', { name: 'Tell me next time' }).click()
  await expect(offer).toBeHidden()
  await expect(page.getByText('Finished answers are told of from now on')).toBeVisible()
  expect(await notices(page)).toEqual([])
  await ask(page, 'what is 2 + 2?')
  await expect.poll(() => notices(page)).toHaveLength(1)
})

test('Never is remembered', async ({ page, workstation }) => {
  await watchNotices(page)
  await page.addInitScript(() => Object.defineProperty(window.Notification, 'permission', { get: () => 'default' }))
  await after(workstation, 0)
  await page.goto(workstation.address)
  await expect(composer(page)).toBeVisible()
  await away(page, true)
  await ask(page, 'hello')
  const offer = page.getByRole('region', { name: 'Tell me next time' })
  await offer.getByRole('button', { name: 'Never' }).click()
  await expect(offer).toBeHidden()
  await expect
    .poll(async () => ((await (await workstation.fetch('/settings')).json()) as { settings: { notifications: unknown } }).settings.notifications)
    .toMatchObject({ finishedRuns: { isOn: false } })
  await ask(page, 'hello again')
  await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden()
  await expect(offer).toBeHidden()
})
