import type { Locator, Page } from '@playwright/test'

/** Drags a real folder or file of this computer onto the middle of the window and lets go, as a person would. */
export function dropOnWindow(page: Page, ...paths: string[]): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 }
  return drop(page, { x: width / 2, y: height / 2 }, paths)
}

/** The same onto the middle of one thing. */
export async function dropOn(target: Locator, ...paths: string[]): Promise<void> {
  const box = await target.boundingBox()
  if (!box) throw new Error('what is dropped on is not shown')
  await drop(target.page(), { x: box.x + box.width / 2, y: box.y + box.height / 2 }, paths)
}

async function drop(page: Page, at: { x: number; y: number }, paths: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, ...at, data })
  }
  await devtools.detach()
}
