import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSilentServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findEngine } from './find-engine.ts'
import { explain, pickApi } from './probe.ts'

const folder = mkdtempSync(join(tmpdir(), 'cortex-find-'))
const cleanups: (() => void)[] = [() => rmSync(folder, { recursive: true })]
afterAll(() => {
  for (const clean of cleanups.toReversed()) clean()
})

/** A socket that answers as an engine does, or not. */
async function listen(name: string, answer: RequestListener): Promise<string> {
  const path = join(folder, name)
  const server = createServer(answer).listen(path)
  await once(server, 'listening')
  cleanups.push(() => server.close())
  return path
}
const json =
  (answers: Record<string, unknown>): RequestListener =>
  (request, response) => {
    const found = answers[request.url ?? '']
    response.statusCode = found ? 200 : 404
    response.end(JSON.stringify(found ?? { message: 'no' }))
  }
const find = (host: string) =>
  findEngine({ platform: 'linux', env: {}, home: folder, uid: null, host: host.includes('://') ? host : `unix://${host}`, readText: () => null }, 300)
const whyNot = async (host: string) => (await find(host)).attempts[0]?.why

it('takes an engine and says what it can do', async () => {
  const socket = await listen(
    'podman.sock',
    json({
      '/version': { Version: '5.2.1', ApiVersion: '1.41', MinAPIVersion: '1.24', Components: [{ Name: 'Podman Engine', Version: '5.2.1' }] },
      '/v1.41/info': { Name: 'elsewhere', NCPU: 8, MemTotal: 16, SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'] },
    }),
  )
  const { found, attempts } = await find(socket)
  expect(found?.facts).toEqual({
    name: 'Podman',
    version: '5.2.1',
    endpoint: `unix://${socket}`,
    isLocal: process.platform !== 'linux',
    isRootless: true,
    cpus: 8,
    memoryBytes: 16,
    hasSeccomp: true,
  })
  expect(attempts[0]).toEqual({ strategy: 'settings', endpoint: `unix://${socket}`, isFound: true, why: 'Podman 5.2.1 answers' })
})

it('says why not: nothing there, nobody behind it, no socket, silence, something else, too old', async () => {
  expect(await whyNot(join(folder, 'none.sock'))).toBe('there is no such socket')
  const stale = await listen('stale.sock', json({}))
  cleanups.pop()?.()
  writeFileSync(join(folder, 'plain'), '')
  expect(await whyNot(stale)).toMatch(/no such socket|nothing listens/)
  expect(await whyNot(join(folder, 'plain'))).toMatch(/nothing listens|no socket/)
  const silent = createSilentServer().listen(join(folder, 'silent.sock'))
  cleanups.push(() => silent.close())
  expect(await whyNot(join(folder, 'silent.sock'))).toBe('did not answer within 0.3 s')
  expect(await whyNot(await listen('web.sock', (_, response) => response.end('<html>')))).toBe('what answers there is no container engine')
  expect(await whyNot(await listen('other.sock', json({ '/version': { Version: '1' } })))).toBe('what answers there is no container engine')
  expect(await whyNot(await listen('old.sock', json({ '/version': { Version: '17.03', ApiVersion: '1.26' } })))).toContain(
    'too old: it speaks API 1.26',
  )
  expect(await whyNot('tcp://127.0.0.1:1')).toBe('nothing listens there: is it started?')
})

it('speaks 1.41, what an older engine speaks, or the oldest that a newer one still does', () => {
  expect([pickApi('1.47', '1.24'), pickApi('1.40', '1.12'), pickApi('1.52', '1.44'), pickApi('1.41', undefined)]).toEqual([
    '1.41',
    '1.40',
    '1.44',
    '1.41',
  ])
})

it('says what to do where permission is missing', () => {
  const denied = Object.assign(new Error('connect EACCES'), { code: 'EACCES' })
  expect(explain(denied)).toMatch(process.platform === 'linux' ? /usermod -aG docker/ : /permission denied/)
})
