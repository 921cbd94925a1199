import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The real command, the real core, the manifests that ship. */
let data: string
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'cortex-real-'))
})
afterAll(() => rmSync(data, { recursive: true, force: true }))

const start = (args: string[]) =>
  spawn(process.execPath, [join(import.meta.dirname, 'cortex.ts'), '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OLLAMA_HOST: 'http://127.0.0.1:9' },
  })

async function cortex(...args: string[]) {
  const child = start(args)
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk
  })
  const [code] = await once(child, 'close')
  return { code, out, err }
}
const calculate = ['run', 'tool/calculator', '--input', '{"expression":"6*7"}', '--json']

it('runs a tool', async () => {
  const { code, out, err } = await cortex(...calculate)
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ status: 'done', output: { result: 42 }, error: null })
})

it('looks for a container engine before it says what was found', async () => {
  const { checks } = JSON.parse((await cortex('doctor', '--json')).out) as { checks: { id: string; detail: string }[] }
  expect(checks.find(({ id }) => id === 'containers')?.detail).toMatch(/^Docker .* at |^Podman .* at |Tools run in WebAssembly/)
})

it('tells wrong use, failure and success by exit code', async () => {
  expect((await cortex('frob')).code).toBe(2)
  expect(await cortex('run', 'tool/calculater', '--json')).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean calculator?') })
  expect((await cortex('--help')).code).toBe(0)
})

it('validates a folder, in order or not', async () => {
  const good = await cortex('manifests', 'validate', join(import.meta.dirname, '../../../manifests/tools/calculator'), '--json')
  expect([good.code, JSON.parse(good.out)]).toMatchObject([0, { ok: true, manifests: [{ kind: 'Tool', name: 'calculator' }] }])
  const bad = await cortex('manifests', 'validate', join(data, 'nothing'), '--json')
  expect([bad.code, bad.out]).toEqual([1, ''])
})

it('lets commands that come at once have the data folder one after the other', async () => {
  const outcomes = await Promise.all([cortex(...calculate), cortex(...calculate), cortex(...calculate)])
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0])
})

it('is quiet when the reader of its output goes away', async () => {
  const child = start(['manifests', 'list', '--json'])
  child.stdout.destroy()
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk
  })
  const [code] = await once(child, 'exit')
  expect([code, err]).toEqual([0, ''])
})

describe('serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('is found by other commands and cleans up at %s', async (signal) => {
    const server = start(['serve', '--json'])
    const exited = once(server, 'exit')
    try {
      const [line] = await once(createInterface({ input: server.stdout }), 'line')
      const { url, token } = JSON.parse(line)
      expect((await fetch(`${url}/health`)).status).toBe(200)
      expect((await fetch(`${url}/models`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
      expect(existsSync(join(data, 'workstation.json'))).toBe(true)
      expect((await cortex(...calculate)).code).toBe(0)
      expect((await cortex('serve')).err).toContain(url)
    } finally {
      server.kill(signal)
    }
    expect(await exited).toEqual([0, null])
    expect(existsSync(join(data, 'workstation.json'))).toBe(false)
  })

  it('leaves nothing in the way of the next one when it is killed', async () => {
    const killed = start(['serve', '--json'])
    const exited = once(killed, 'exit')
    await once(createInterface({ input: killed.stdout }), 'line')
    killed.kill('SIGKILL')
    await exited
    expect((await cortex(...calculate)).code).toBe(0)
    expect(existsSync(join(data, 'workstation.json'))).toBe(false)
  })
})
