import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright'
import { launchOptions } from '../e2e/browser.ts'

/** A served workstation in a process of its own: the real core over real SQLite, and the built renderer. `npm run build` first. */
export async function startWorkstation(folder: string, env: NodeJS.ProcessEnv = {}): Promise<{ address: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../core/api/cli/cortex.ts'), 'serve', '--json', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Nothing that happens to run on this computer is asked.
    env: { ...process.env, OLLAMA_HOST: 'http://127.0.0.1:9', DOCKER_HOST: 'tcp://127.0.0.1:9', ...env },
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { url, token } = JSON.parse(line) as { url: string; token: string }
  return {
    address: `${url.replace(/\/$/, '')}/?token=${token}`,
    async close() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

export const launchBrowser = (): Promise<Browser> => chromium.launch(launchOptions)

/** A fresh page of a fresh profile, with what Chromium tells about it. An error of the page ends the bench. */
export async function openPage(browser: Browser): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => {
    throw new Error(`the page threw: ${error}`)
  })
  return { page, devtools: await context.newCDPSession(page) }
}

/** Goes to a route as a link of the app does, without loading the page again. */
export const goTo = (page: Page, route: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to
  }, route)

/** Megabytes of the page's JavaScript that are still reached. */
export async function heapMegabytes(devtools: CDPSession): Promise<number> {
  await devtools.send('Performance.enable')
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics } = await devtools.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 1e6
}
