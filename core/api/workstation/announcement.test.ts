import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { announceWorkstation, findWorkstation } from './announcement.ts'
import { defaultDataFolder } from './data-folder.ts'

let folder: string
const closing: (() => void)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-find-'))
})
afterEach(() => {
  for (const close of closing.splice(0)) close()
  rmSync(folder, { recursive: true, force: true })
})
const file = () => join(folder, 'workstation.json')

async function healthyServer(): Promise<string> {
  const server = createServer((_, response) => response.end('{"status":"ok"}')).listen(0, '127.0.0.1')
  closing.push(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('finds what was announced, until it is withdrawn', async () => {
  const url = await healthyServer()
  const announced = await announceWorkstation(folder, { url, token: 'secret' })
  expect(await findWorkstation(folder)).toEqual({ url, token: 'secret', pid: process.pid })
  await announced.withdraw()
  expect(await findWorkstation(folder)).toBeNull()
  expect(existsSync(file())).toBe(false)
})

it.skipIf(process.platform === 'win32')('keeps the token from other people of this computer', async () => {
  await announceWorkstation(folder, { url: 'http://127.0.0.1:1', token: 'secret' })
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})

it('removes what a killed workstation left behind', async () => {
  // Larger than any process number that an operating system gives.
  writeFileSync(file(), JSON.stringify({ url: await healthyServer(), token: 't', pid: 2 ** 30 }))
  expect(await findWorkstation(folder)).toBeNull()
  expect(existsSync(file())).toBe(false)
})

it('does not take another process with the same number for a workstation', async () => {
  writeFileSync(file(), JSON.stringify({ url: 'http://127.0.0.1:1', token: 't', pid: process.pid }))
  expect(await findWorkstation(folder)).toBeNull()
})

it.each(['', '{', '[]', '{"url":"http://evil.example:80","token":"t","pid":1}', '{"url":"http://127.0.0.1:80"}'])(
  'ignores a file that holds %j',
  async (text) => {
    writeFileSync(file(), text)
    expect(await findWorkstation(folder)).toBeNull()
  },
)

it('withdraws only its own announcement', async () => {
  const first = await announceWorkstation(folder, { url: await healthyServer(), token: 'first' })
  await announceWorkstation(folder, { url: await healthyServer(), token: 'second' })
  await first.withdraw()
  expect((await findWorkstation(folder))?.token).toBe('second')
})

it('keeps its data where the platform does', () => {
  expect(defaultDataFolder('linux', {}, '/home/a')).toBe('/home/a/.local/share/cortex')
  expect(defaultDataFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe('/data/cortex')
  expect(defaultDataFolder('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/Cortex')
  expect(defaultDataFolder('win32', { APPDATA: 'C:\\Users\\a\\AppData\\Roaming' }, 'C:\\Users\\a')).toBe('C:\\Users\\a\\AppData\\Roaming\\Cortex')
  expect(defaultDataFolder('win32', {}, 'C:\\Users\\a')).toBe('C:\\Users\\a\\AppData\\Roaming\\Cortex')
  expect(defaultDataFolder('linux', { CORTEX_DATA: '/elsewhere' }, '/home/a')).toBe('/elsewhere')
})
