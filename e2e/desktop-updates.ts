import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { memoryIn } from '../electron/main/updates/page-updates.ts'
import type { Found } from '../electron/main/updates/update-state.ts'
import { createUpdates, type UpdateVerb } from '../electron/main/updates/updates.ts'

const dayMs = 24 * 60 * 60_000

/** A download as far as a journey lets it come. */
type Fetching = { onProgress(progress: { percent: number; bytesPerSecond: number }): void; finish(): void; fail(message: string): void }

/**
 * The updates of the desktop app behind a page in a browser: their real rules and their real file, reached as the preload script reaches them.
 * Only the feed is made up, and the clock, which a journey moves on.
 */
export async function withDesktopUpdates(page: Page, newest: Found | null) {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-updates-'))
  const feed = { newest, looks: 0, isUnreachable: false, installed: 0, fetching: null as Fetching | null }
  let now = Date.parse('2026-11-20T10:00:00.000Z')
  const tell = (state: object) =>
    page.evaluate((given) => {
      window.postMessage({ type: 'cortex:update', state: given }, window.origin)
    }, state)
  /** What was told last, so that a journey can wait until the page has heard of it. */
  let told: Promise<unknown> = Promise.resolve()
  const open = () =>
    createUpdates({
      source: {
        async find() {
          feed.looks += 1
          if (feed.isUnreachable) throw new Error('getaddrinfo ENOTFOUND releases.example.com')
          return feed.newest
        },
        fetch: (signal, onProgress) =>
          new Promise<void>((resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('cancelled')))
            feed.fetching = { onProgress, finish: resolve, fail: (message) => reject(new Error(message)) }
          }),
        install: () => {
          feed.installed += 1
        },
        setInstallOnQuit() {},
      },
      choice: () => ({ check: 'ask', channel: 'stable' }),
      memory: memoryIn(join(folder, 'updates.json'), console.error),
      now: () => now,
      onState: (state) => {
        told = told.then(() => tell(state))
      },
    })
  let updates = open()
  await page.exposeFunction('updateState', () => updates.state())
  await page.exposeFunction('updateAct', (verb: UpdateVerb) => void updates.act(verb))
  await page.addInitScript(() => {
    const { updateState, updateAct } = window as unknown as { updateState(): Promise<never>; updateAct(verb: string): void }
    Object.assign(window, { cortex: { updateState, update: updateAct } })
  })
  return {
    feed,
    /** What the app does by itself once an hour. Resolves when the page has been told what came of it. */
    async tick(): Promise<void> {
      await updates.tick()
      await told
    },
    /** The app is closed and started again the next day. */
    async openNextDay(): Promise<void> {
      now += dayMs
      updates = open()
      await page.reload()
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
