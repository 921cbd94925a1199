import type { Browser } from 'playwright'
import { inTemporaryFolder, openDataFolder, sessionRow, writeChat } from './chats.ts'
import { type Bench, type Figure, pairedRatio } from './figure.ts'
import { launchBrowser, openPage, startWorkstation } from './window.ts'

declare global {
  interface Window {
    /** When the box of the first message could be typed into, ms after the navigation began. */
    benchUsableMs: number | undefined
  }
}

/** From the navigation to a box that has the focus and takes a letter, in a browser profile that knows nothing. */
async function usableMs(browser: Browser, address: string): Promise<number> {
  const { page } = await openPage(browser)
  try {
    await page.addInitScript(() => {
      const look = () => {
        const box = document.querySelector<HTMLTextAreaElement>('.composer textarea')
        if (box && !box.disabled && document.activeElement === box) window.benchUsableMs = performance.now()
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await page.goto(address, { waitUntil: 'commit' })
    await page.waitForFunction(() => window.benchUsableMs !== undefined)
    await page.keyboard.type('x')
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('.composer textarea')?.value === 'x')
    return (await page.evaluate(() => window.benchUsableMs)) as number
  } finally {
    await page.context().close()
  }
}

/** Whether what a person has had so far makes the start slower: an empty data folder against one of 10,000 chats, in turn. */
export async function measureFirstPrompt(sessions = 10_000, rounds = 9): Promise<Figure[]> {
  return inTemporaryFolder((empty) =>
    inTemporaryFolder(async (full) => {
      const storage = await openDataFolder(full)
      await storage.transaction(async (tx) => {
        for (let index = 0; index < sessions; index++) {
          const at = new Date(Date.now() - index * 600_000).toISOString()
          await tx.sessions.insert({ ...sessionRow(`Chat number ${index} about something`), createdAt: at, updatedAt: at })
        }
      })
      for (let index = 0; index < 20; index++) await writeChat(storage, { title: `Recent ${index}`, count: 40, textOf: (at) => `Message ${at}` })
      await storage.close()
      const [ours, bare] = await Promise.all([startWorkstation(full), startWorkstation(empty)])
      const browser = await launchBrowser()
      try {
        const times = await pairedRatio(
          rounds,
          () => usableMs(browser, ours.address),
          () => usableMs(browser, bare.address),
        )
        return [
          {
            name: `navigation to usable prompt, ${sessions.toLocaleString('en')} chats / none`,
            value: times.ratio,
            unit: '',
            limit: { is: 'at most', value: 1.5 },
            how: `median of ${rounds} paired rounds, each in a fresh browser profile; ${Math.round(times.ours)} ms against ${Math.round(times.bare)} ms`,
          },
        ] satisfies Figure[]
      } finally {
        await browser.close()
        await Promise.all([ours.close(), bare.close()])
      }
    }),
  )
}

export default { name: 'first-prompt', measure: () => measureFirstPrompt() } satisfies Bench
