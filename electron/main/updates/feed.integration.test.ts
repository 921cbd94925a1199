import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get, type IncomingHttpHeaders, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppUpdater } from 'electron-updater'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFeed } from './feed.ts'
import type { UpdateState } from './update-state.ts'
import { createUpdates, type UpdateMemory } from './updates.ts'

// electron-updater as it is, against a real feed of its generic kind. Only two of its parts need Electron: what is known of the app, and its way
// to make requests. Installing is theirs and needs an installed app.
const require = createRequire(import.meta.url)
const { AppImageUpdater, CancellationToken } = require('electron-updater')
const { HttpExecutor, configureRequestUrl } = createRequire(require.resolve('electron-updater'))('builder-util-runtime')

type Callback = (error: Error | null) => void
class NodeExecutor extends HttpExecutor {
  createRequest(options: object, callback: (response: unknown) => void) {
    return get(options, callback as never)
  }
  download(url: URL, destination: string, options: { headers?: unknown; cancellationToken: { createPromise(work: unknown): Promise<string> } }) {
    return options.cancellationToken.createPromise((resolve: (path: string) => void, reject: Callback, onCancel: unknown) => {
      const request = { headers: options.headers ?? undefined }
      configureRequestUrl(url, request)
      const callback: Callback = (error) => (error ? reject(error) : resolve(destination))
      this.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0)
    })
  }
}

const installer = randomBytes(3_000_000)
const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest('base64')

let folder: string
let server: Server
let asked: { path: string; headers: IncomingHttpHeaders }[]
let offered: { version: string; sha512: string; bytes: Buffer; extra: string; isSlow: boolean }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-updates-'))
  asked = []
  offered = { version: '0.2.0', sha512: sha512(installer), bytes: installer, extra: '', isSlow: false }
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname
    asked.push({ path, headers: request.headers })
    if (path === '/latest-linux.yml' || path === '/beta-linux.yml') {
      const { version, extra } = offered
      return response.end(
        `version: ${version}\nfiles:\n  - url: Cortex.AppImage\n    sha512: ${offered.sha512}\n    size: ${offered.bytes.length}\npath: Cortex.AppImage\nsha512: ${offered.sha512}\nreleaseNotes: |\n  <b>Faster</b> lists.\nreleaseDate: '2026-11-20T10:00:00.000Z'\n${extra}`,
      )
    }
    if (path !== '/Cortex.AppImage') return response.writeHead(404).end()
    response.writeHead(200, { 'content-length': offered.bytes.length })
    response.write(offered.bytes.subarray(0, 1_000_000))
    if (!offered.isSlow) response.end(offered.bytes.subarray(1_000_000))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  process.env.APPIMAGE = join(folder, 'old.AppImage')
  writeFileSync(process.env.APPIMAGE, 'the old one')
})
afterEach(() => {
  delete process.env.APPIMAGE
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

function setUp(channel: 'stable' | 'beta' = 'stable') {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo | null)?.port ?? 9}`
  const config = join(folder, 'app-update.yml')
  writeFileSync(config, `provider: generic\nurl: ${url}\nupdaterCacheDirName: cortex-updater\n`)
  const app = {
    ...{ version: '0.1.0', name: 'cortex', isPackaged: true, appUpdateConfigPath: config, userDataPath: folder, baseCachePath: folder },
    whenReady: async () => {},
    relaunch() {},
    quit() {},
    onQuit() {},
  }
  const updater = new AppImageUpdater(null, app)
  updater.httpExecutor = new NodeExecutor()
  updater.disableDifferentialDownload = true
  const source = createFeed({ updater: updater as AppUpdater, newToken: () => new CancellationToken(), log() {} })
  let memory: UpdateMemory = { skippedVersion: null, lastCheckedAt: null, laterUntil: null }
  const states: UpdateState[] = []
  const updates = createUpdates({
    source,
    choice: () => ({ check: 'ask', channel }),
    memory: {
      read: () => memory,
      write: (next) => {
        memory = next
      },
    },
    now: Date.now,
    onState: (state) => states.push(state),
  })
  return { updates, states, downloaded: () => join(folder, 'cortex-updater/pending/Cortex.AppImage') }
}

it('finds a newer version with its notes and size, fetches it with progress, and checks it', async () => {
  const { updates, states, downloaded } = setUp()
  expect(asked).toEqual([])
  await updates.act('check')
  expect(updates.state()).toEqual({ state: 'available', version: '0.2.0', notes: 'Faster lists.', sizeBytes: installer.length })
  await updates.act('download')
  expect(updates.state()).toMatchObject({ state: 'ready', version: '0.2.0' })
  expect(states.some((state) => state.state === 'downloading')).toBe(true)
  expect(readFileSync(downloaded()).equals(installer)).toBe(true)
  // Nothing in a request tells one computer from another.
  for (const { headers } of asked) expect(headers['x-user-staging-id'] ?? 'none').toBe('none')
})

it('says nothing of the version that is here, nor of one for a share of computers that this is not in', async () => {
  const { updates } = setUp()
  offered.version = '0.1.0'
  await updates.act('check')
  expect(updates.state().state).toBe('idle')
  offered = { ...offered, version: '0.2.0', extra: 'stagingPercentage: 0\n' }
  await updates.act('check')
  expect(updates.state().state).toBe('idle')
})

it('says so where it cannot replace itself, rather than call itself the newest', async () => {
  const { updates } = setUp()
  delete process.env.APPIMAGE
  await updates.act('check')
  expect(updates.state()).toMatchObject({ state: 'failed', during: 'check', message: expect.stringContaining('by hand') })
  expect(asked).toEqual([])
})

it('refuses what is not what was announced', async () => {
  const { updates } = setUp()
  await updates.act('check')
  offered.bytes = randomBytes(installer.length)
  await updates.act('download')
  expect(updates.state()).toMatchObject({ state: 'failed', during: 'download', message: expect.stringContaining('sha512') })
})

it('stops when told to', async () => {
  const { updates, states } = setUp()
  offered.isSlow = true
  await updates.act('check')
  const downloading = updates.act('download')
  await expect.poll(() => asked.some(({ path }) => path === '/Cortex.AppImage')).toBe(true)
  await updates.act('stop')
  await downloading
  expect(updates.state().state).toBe('available')
  expect(states.at(-1)?.state).toBe('available')
})

it('asks the feed of the channel, and says why when there is none', async () => {
  const beta = setUp('beta')
  await beta.updates.act('check')
  expect(asked.map(({ path }) => path)).toEqual(['/beta-linux.yml'])
  server.closeAllConnections()
  server.close()
  const { updates } = setUp()
  await updates.act('check')
  expect(updates.state()).toMatchObject({ state: 'failed', during: 'check' })
})
