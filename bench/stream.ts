import { inTemporaryFolder, openDataFolder, writeChat } from './chats.ts'
import { type Bench, type Figure, median } from './figure.ts'
import { dropped, idleFrames, over, ownTasks, startFrames, stopFrames, tellFrames, tellTasks } from './frames.ts'
import { section } from './markdown.ts'
import { startTokenServer, steadyModel } from './token-server.ts'
import { goTo, launchBrowser, openPage, startWorkstation } from './window.ts'

const tokensPerSecond = 200
const charactersPerToken = 4

/** An answer of headings, lists, code and tables that comes at 200 tokens a second into a chat that is long already, and is watched. */
export async function measureStream(seconds = 30, messages = 600): Promise<Figure[]> {
  return inTemporaryFolder(async (folder) => {
    let steps = 0
    const length = seconds * tokensPerSecond * charactersPerToken
    const server = await startTokenServer({
      tokensPerSecond,
      text() {
        let text = ''
        while (text.length < length) text += `${section(++steps)}\n\n`
        return text.slice(0, length)
      },
    })
    const storage = await openDataFolder(folder)
    const { id } = await writeChat(storage, {
      ...{ title: 'A long chat', count: messages, model: `ollama/${steadyModel}` },
      textOf: (index) => (index % 2 === 0 ? `Question ${index}?` : section(index)),
    })
    await storage.close()
    const workstation = await startWorkstation(folder, { OLLAMA_HOST: server.url })
    const browser = await launchBrowser()
    try {
      const { page } = await openPage(browser)
      await page.goto(workstation.address)
      await goTo(page, `/chats/${id}`)
      await page.locator('article').last().waitFor()
      await page.waitForTimeout(2_000)
      const idle = await idleFrames(page)

      const box = page.getByRole('textbox', { name: 'Message' })
      await box.fill('Write it all down.')
      await box.press('Enter')
      const answer = page.locator('article[aria-busy=true]')
      await answer.locator('h3').first().waitFor()
      await startFrames(page)
      const own = await ownTasks(browser, page, () =>
        page.waitForFunction(() => document.querySelector('article[aria-busy=true]') === null, undefined, { timeout: (seconds + 60) * 1_000 }),
      )
      const frames = await stopFrames(page)
      const shown = await page.locator('article').last().locator('h3').count()
      if (shown !== steps) throw new Error(`${shown} of ${steps} headings are on the screen`)
      const pace = Math.round((server.written.tokens / server.written.ms) * 1_000)
      if (pace < tokensPerSecond * 0.95) throw new Error(`the stand-in for a model wrote only ${pace} tokens/s; the machine is too busy to measure`)
      const seen = `${server.written.tokens} tokens in ${Math.round(server.written.ms / 1_000)} s, into ${messages} messages; ${frames.deltas.length} frames`
      const beside = `idle page: ${tellFrames(idle)}`
      const about = `streaming ${tokensPerSecond} tokens/s`
      return [
        {
          ...{ name: `${about}, longest task`, value: Math.max(...own), unit: 'ms', limit: { is: 'at most', value: 50 } },
          how: `processor time of the page's main thread, which does not count what else the machine does; ${tellTasks(own)}`,
        },
        {
          ...{ name: `${about}, dropped frames`, value: dropped(frames), unit: `beside ${frames.deltas.length} shown` },
          how: `by the clock, of 60 a second; over 50 ms: ${over(frames, 50)}; ${seen}: ${tellFrames(frames)}; ${beside}, ${dropped(idle)} dropped in 3 s`,
        },
        { name: `${about}, median frame`, value: median(frames.deltas), unit: 'ms', limit: { is: 'at most', value: 20 }, how: `${seen}; ${beside}` },
      ] satisfies Figure[]
    } finally {
      await browser.close()
      await workstation.close()
      server.close()
    }
  })
}

export default { name: 'stream', measure: () => measureStream() } satisfies Bench
