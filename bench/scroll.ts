import type { Page } from 'playwright'
import { inTemporaryFolder, openDataFolder, someText, writeChat } from './chats.ts'
import { type Bench, type Figure, median } from './figure.ts'
import { type Frames, idleFrames, longest, over, ownTasks, startFrames, stopFrames, tellFrames, tellTasks } from './frames.ts'
import { goTo, heapMegabytes, launchBrowser, openPage, startWorkstation } from './window.ts'

/** One notch of a very fast wheel, px; less than what is read ahead on both sides, so that each page has to come. */
const notchPx = 8_000
/** Stops on the way back by the scrollbar. */
const dragStops = 100

const textOf = (index: number) =>
  index % 2 === 0
    ? `Message number ${index}. ${someText(6 + (index % 9))}?`
    : `Message number ${index}. ${someText(12 + (index % 17))} **${someText(2)}** and \`${someText(1)}\`.${index % 10 === 1 ? `\n\n- ${someText(5)}\n- ${someText(4)}` : ''}`

/** A chat of 100,000 messages from its newest to its first and back. Ends with an error when a message is missing or out of place. */
export async function measureScroll(messages = 100_000): Promise<Figure[]> {
  return inTemporaryFolder(async (folder) => {
    const storage = await openDataFolder(folder)
    const { id } = await writeChat(storage, { title: 'A long chat', count: messages, textOf })
    await storage.close()
    const workstation = await startWorkstation(folder)
    const browser = await launchBrowser()
    try {
      const { page, devtools } = await openPage(browser)
      await page.goto(workstation.address)
      await goTo(page, `/chats/${id}`)
      await page.getByText(`Message number ${messages - 1}.`).waitFor()
      await page.waitForTimeout(1_500)
      const idle = await idleFrames(page)
      const before = await heapMegabytes(devtools)

      const legs: Record<string, Frames> = {}
      const own: number[] = []
      const leg = async (name: string, work: () => Promise<unknown>) => {
        await startFrames(page)
        own.push(...(await ownTasks(browser, page, work)))
        legs[name] = await stopFrames(page)
      }
      let stops = 0
      await leg('by the wheel to the first', async () => {
        stops = await wheelUp(page, notchPx)
      })
      const after = await heapMegabytes(devtools)
      await leg('by End and Home', async () => {
        for (const [key, number] of Array.from({ length: 3 }, () => [['End', messages - 1] as const, ['Home', 0] as const]).flat()) {
          await page.locator('.thread').focus()
          await page.keyboard.press(key)
          await page.waitForFunction(numberInView, { number })
        }
      })
      await leg('by the scrollbar back to the newest', () => drag(page, dragStops, messages))

      const all: Frames = { deltas: Object.values(legs).flatMap(({ deltas }) => deltas), tasks: Object.values(legs).flatMap(({ tasks }) => tasks) }
      const how = Object.entries(legs).map(([name, frames]) => `${name}: ${tellFrames(frames)}`)
      const count = messages.toLocaleString('en')
      return [
        {
          name: `${count} messages scrolled end to end, median frame`,
          value: median(all.deltas),
          unit: 'ms',
          limit: { is: 'at most', value: 20 },
          how: `${all.deltas.length} frames, ${stops} notches of ${notchPx} px up, End and Home thrice, ${dragStops} stops of the scrollbar down; idle page: ${tellFrames(idle)}`,
        },
        {
          ...{
            name: `${count} messages scrolled end to end, longest task`,
            value: Math.max(...own),
            unit: 'ms',
            limit: { is: 'at most', value: 50 },
          },
          how: `processor time of the page's main thread, which does not count what else the machine does; ${tellTasks(own)}`,
        },
        {
          ...{ name: `${count} messages scrolled end to end, longest frame`, value: longest(all), unit: 'ms' },
          how: `by the clock; ${how.join('; ')}; over 50 ms: ${over(all, 50)} of ${all.deltas.length}, on the idle page ${over(idle, 50)} of ${idle.deltas.length}`,
        },
        {
          name: `renderer heap that ${count} messages add`,
          value: after - before,
          unit: 'MB',
          limit: { is: 'at most', value: 15 },
          how: `after a garbage collection; ${after.toFixed(1)} MB at the first message against ${before.toFixed(1)} MB at the newest`,
        },
      ] satisfies Figure[]
    } finally {
      await browser.close()
      await workstation.close()
    }
  })
}

/** Whether the message with this number is in view. */
function numberInView({ number }: { number: number }): boolean {
  const thread = document.querySelector('.thread') as HTMLElement
  const { top, bottom } = thread.getBoundingClientRect()
  return [...thread.querySelectorAll('article')].some((article) => {
    const box = article.getBoundingClientRect()
    return box.bottom > top && box.top < bottom && new RegExp(`number ${number}\\.`).test(article.textContent ?? '')
  })
}

/** Up notch by notch, as soon as there is something to read, to the very first message; returns how many notches it took. */
const wheelUp = (page: Page, notch: number): Promise<number> =>
  page.evaluate(async (px) => {
    const thread = document.querySelector('.thread') as HTMLElement
    const frame = () => new Promise(requestAnimationFrame)
    const numbers = (of: Iterable<Element>) => [...of].map((article) => Number(/number (\d+)\./.exec(article.textContent ?? '')?.[1]))
    const inView = () => {
      const { top, bottom } = thread.getBoundingClientRect()
      return [...thread.querySelectorAll('article')].filter((article) => {
        const box = article.getBoundingClientRect()
        return box.bottom > top && box.top < bottom
      })
    }
    let last = Number.POSITIVE_INFINITY
    for (let stops = 0; ; stops++) {
      const from = performance.now()
      let seen = inView()
      while (seen.length === 0) {
        if (performance.now() - from > 20_000) throw new Error(`nothing is drawn below message ${last}`)
        await frame()
        seen = inView()
      }
      const now = numbers(seen)
      if (now.some((number, index) => index > 0 && number !== (now[index - 1] as number) + 1)) throw new Error(`out of place: ${now.join()}`)
      const first = now[0] as number
      if (first > last) throw new Error(`message ${first} stands above ${last}`)
      last = first
      if (first === 0) return stops
      thread.dispatchEvent(new WheelEvent('wheel', { deltaY: -px, bubbles: true }))
      thread.scrollTop -= px
      await frame()
    }
  }, notch)

/** Down by the scrollbar in even stops; at each, what is in view has to be in order and about where it belongs. */
const drag = (page: Page, stops: number, messages: number): Promise<void> =>
  page.evaluate(
    async ([count, total]) => {
      const thread = document.querySelector('.thread') as HTMLElement
      const frame = () => new Promise(requestAnimationFrame)
      const numbersInView = () => {
        const { top, bottom } = thread.getBoundingClientRect()
        const inView = [...thread.querySelectorAll('article')].filter((article) => {
          const box = article.getBoundingClientRect()
          return box.bottom > top && box.top < bottom
        })
        return inView.map((article) => Number(/number (\d+)\./.exec(article.textContent ?? '')?.[1]))
      }
      for (let stop = 0; stop <= count; stop++) {
        thread.scrollTop = ((thread.scrollHeight - thread.clientHeight) * stop) / count
        const from = performance.now()
        let now: number[] = []
        while (now.length === 0) {
          if (performance.now() - from > 20_000) throw new Error(`nothing is drawn at stop ${stop} of ${count}`)
          await frame()
          now = numbersInView()
        }
        if (now.some((number, index) => index > 0 && number !== (now[index - 1] as number) + 1)) throw new Error(`out of place: ${now.join()}`)
        const [is, wanted] = [(now[0] as number) / total, stop / count]
        if (Math.abs(is - wanted) > 0.1) throw new Error(`at ${wanted} of the scrollbar stands message ${now[0]} of ${total}`)
      }
    },
    [stops, messages] as const,
  )

export default { name: 'scroll', measure: () => measureScroll() } satisfies Bench
