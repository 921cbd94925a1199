import { inTemporaryFolder, openDataFolder, writeChat } from './chats.ts'
import type { Bench, Figure } from './figure.ts'
import { section } from './markdown.ts'
import { goTo, heapMegabytes, launchBrowser, openPage, startWorkstation } from './window.ts'

/** Long chats opened one after the other in one window, a little of each read upward; what the page holds after the tenth and the last. */
export async function measureHeap(chats = 50, messages = 400): Promise<Figure[]> {
  return inTemporaryFolder(async (folder) => {
    const storage = await openDataFolder(folder)
    const ids: string[] = []
    for (let chat = 0; chat < chats; chat++) {
      const textOf = (index: number) =>
        index === messages - 1 ? `The end of chat ${chat}.` : index % 2 === 0 ? `Question ${index}?` : section(index)
      ids.push((await writeChat(storage, { title: `Chat ${chat}`, count: messages, textOf })).id)
    }
    await storage.close()
    const workstation = await startWorkstation(folder)
    const browser = await launchBrowser()
    try {
      const { page, devtools } = await openPage(browser)
      await page.goto(workstation.address)
      const megabytes: number[] = []
      for (const [index, id] of ids.entries()) {
        await goTo(page, `/chats/${id}`)
        await page.getByText(`The end of chat ${index}.`).waitFor()
        await page.locator('.thread').evaluate(async (thread) => {
          for (let step = 0; step < 10; step++) {
            thread.dispatchEvent(new WheelEvent('wheel', { deltaY: -1_200, bubbles: true }))
            thread.scrollTop -= 1_200
            await new Promise((resolve) => setTimeout(resolve, 40))
          }
        })
        if ((index + 1) % 10 === 0) megabytes.push(await heapMegabytes(devtools))
      }
      const [tenth, last] = [megabytes[0] as number, megabytes.at(-1) as number]
      return [
        {
          name: `renderer heap after ${chats} long chats / after 10`,
          value: last / tenth,
          unit: '',
          limit: { is: 'at most', value: 1.2 },
          how: `JavaScript heap in use after a garbage collection, chats of ${messages} messages; every ten: ${megabytes.map((one) => one.toFixed(1)).join(', ')} MB`,
        },
      ] satisfies Figure[]
    } finally {
      await browser.close()
      await workstation.close()
    }
  })
}

export default { name: 'heap', measure: () => measureHeap() } satisfies Bench
