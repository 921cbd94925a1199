import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import type { Walls } from './os-walls.ts'
import { createProcessSandbox } from './process-sandbox.ts'
import { outputOf, runScript, testLimits } from './sandbox.testsuite.ts'

/** Processes of this machine whose command line holds the text. */
const alive = (text: string) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text)
      } catch {
        return false
      }
    })
const noWalls = async (): Promise<Walls> => ({ canCutNetwork: false, canHideProcesses: false, why: 'none here', wrap: (command) => command })

describe.runIf(process.platform === 'linux').each([
  ['with the walls of this system', createProcessSandbox()],
  ['with none', createProcessSandbox({ findWalls: noWalls })],
])('what a process leaves behind, %s', (_, sandbox) => {
  afterAll(() => sandbox.close())
  // A number of seconds that nobody else sleeps, to find it by.
  let next = 41_000 + (process.pid % 1_000) * 10

  it.each([
    ['a child', (mark: number) => `require('child_process').spawn('sleep', ['${mark}'])`],
    [
      'a child of its own session',
      (mark: number) => `require('child_process').spawn('sleep', ['${mark}'], { detached: true, stdio: 'ignore' }).unref()`,
    ],
  ])('%s is gone when the script ends, and when its time is up', async (_, spawn) => {
    next += 1
    const mark = next
    const look = async () => {
      for (let attempt = 0; attempt < 20 && alive(`sleep ${mark}`).length > 0; attempt += 1) await sleep(100)
      return alive(`sleep ${mark}`)
    }
    const started = `${spawn(mark)}; setTimeout(() => { console.log('{"started":true}'); process.exit(0) }, 100)`
    expect(outputOf((await runScript(sandbox, 'node', started)).outcome)).toEqual({ started: true })
    expect(await look()).toEqual([])
    const stuck = `${spawn(mark)}; process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`
    expect((await runScript(sandbox, 'node', stuck, { limits: { ...testLimits, timeoutMs: 1_500 } })).outcome).toEqual({ status: 'timed-out' })
    expect(await look()).toEqual([])
  })
})

describe('what the process tier says of itself', () => {
  it('tells that it is no sandbox, and whether the network can be cut', async () => {
    const answer = await createProcessSandbox({ findWalls: noWalls }).supports('node', { dependencies: false })
    expect(answer).toEqual({ isSupported: true, why: expect.stringContaining('cannot be cut off: none here') as string })
    expect((await createProcessSandbox().supports('python', { dependencies: true })).isSupported).toBe(false)
  })
})
