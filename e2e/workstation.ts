import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, type Page } from '@playwright/test'
import type { Message } from '../core/contract/sessions.ts'
import { removeContainersOf, withoutEngine, writeTestBaseImages } from './containers.ts'

const root = join(import.meta.dirname, '..')

type WorkstationOptions = {
  arguments?: string[]
  env?: Record<string, string>
  /** Lets it find the container engine; without this it finds none. */
  hasContainers?: boolean
  /** Fills the data folder before the first start. */
  prepare?: (dataFolder: string) => Promise<void>
}

/** A real workstation in a process of its own, on a data folder of its own. */
export type Workstation = {
  readonly dataFolder: string
  /** The page's address with its token. */
  readonly address: string
  readonly url: string
  readonly token: string
  readonly pid: number
  /** Ends the process without a warning, as a crash would. */
  kill(): Promise<void>
  /** Ends it and starts another on the same data folder and the same port. */
  restart(signal?: NodeJS.Signals): Promise<void>
  /** A call of its REST interface. */
  fetch(path: string, init?: { method?: string; body?: unknown }): Promise<Response>
}

export async function startWorkstation(options: WorkstationOptions = {}): Promise<Workstation & { close(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'cortex-e2e-'))
  if (options.hasContainers) writeTestBaseImages(dataFolder)
  await options.prepare?.(dataFolder)
  let port = 0
  let child: ChildProcess
  let announced: { url: string; token: string }

  async function start(): Promise<void> {
    child = spawn(
      process.execPath,
      ['core/api/cli/cortex.ts', 'serve', '--json', '--port', String(port), '--data', dataFolder, ...(options.arguments ?? [])],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, OLLAMA_HOST: 'http://127.0.0.1:9', ...(options.hasContainers ? {} : withoutEngine), ...options.env },
      },
    )
    const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })
    const [line] = (await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the workstation ended with ${code} before it was up`)
      }),
    ])) as [string]
    announced = JSON.parse(line)
    port = Number(new URL(announced.url).port)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  await start()
  return {
    dataFolder,
    get address() {
      return `${announced.url.replace(/\/$/, '')}/?token=${announced.token}`
    },
    get url() {
      return announced.url
    },
    get token() {
      return announced.token
    },
    get pid() {
      return child.pid as number
    },
    kill: () => end('SIGKILL'),
    async restart(signal = 'SIGKILL') {
      await end(signal)
      await start()
    },
    fetch: (path, init = {}) =>
      fetch(new URL(path, announced.url), {
        method: init.method ?? 'GET',
        headers: { authorization: `Bearer ${announced.token}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      }),
    async close() {
      await end('SIGTERM')
      if (options.hasContainers) removeContainersOf(dataFolder)
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

/** `workstation` is fresh for each journey; `app` is a page that shows it and fails the journey on any error of its own. */
export const test = base.extend<{ workstationOptions: WorkstationOptions; workstation: Workstation; app: Page }>({
  workstationOptions: [{}, { option: true }],
  workstation: async ({ workstationOptions }, use) => {
    const workstation = await startWorkstation(workstationOptions)
    await use(workstation)
    await workstation.close()
  },
  app: async ({ workstation, page }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(workstation.address)
    // The page is there before the app is: what is typed or dropped in between reaches nobody.
    await page.locator('#root > *').first().waitFor()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    await use(page)
    if (errors.length > 0) throw new Error(`the page threw: ${errors.join('; ')}`)
  },
})
export { expect } from '@playwright/test'

export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

/** Types a message and sends it as a person would. */
export async function ask(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Opens a new chat with an agent. */
export async function openChat(page: Page, workstation: Workstation, agent: string): Promise<string> {
  const created = await workstation.fetch(`/agent/${agent}/session`, { method: 'POST', body: {} })
  const { id } = (await created.json()) as { id: string }
  await goTo(page, `/chats/${id}`)
  return id
}

/** What is written of a chat by now, oldest first. */
export async function storedMessages(workstation: Workstation, id: string): Promise<Message[]> {
  return ((await (await workstation.fetch(`/agent/session/${id}/history`)).json()) as { messages: Message[] }).messages
}

/** Opens a screen by its route, as a link inside the app does. */
export async function goTo(page: Page, route: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to
  }, route)
}
