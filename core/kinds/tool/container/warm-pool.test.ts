import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../kernel/logger.ts'
import { createWarmPool, type Kind, type Waiting, type WarmPool } from './warm-pool.ts'

type Made = Waiting & { of: string; number: number; isDiscarded: boolean; dies(): void }

let nowMs = 0
let made: Made[] = []
let limits = { count: 4, memoryBytes: 10_000 }
let refuse: Error | null = null
let pool: WarmPool<Made>

const kind = (signature: string, changes: Partial<Kind<Made>> = {}): Kind<Made> => ({
  signature,
  tool: signature,
  image: 'v1',
  memoryBytes: 100,
  keptAfterCalls: 1,
  async start() {
    if (refuse) throw refuse
    let isAlive = true
    const one: Made = {
      of: signature,
      number: made.length,
      isDiscarded: false,
      isAlive: () => isAlive,
      dies() {
        isAlive = false
      },
      async discard() {
        one.isDiscarded = true
      },
    }
    made.push(one)
    return one
  },
  startNow() {
    return this.start()
  },
  ...changes,
})
const waiting = () => made.filter((one) => !one.isDiscarded && !taken.has(one)).map((one) => one.of)
let taken = new Set<Made>()
const call = async (of: Kind<Made>) => {
  const one = await pool.take(of)
  taken.add(one)
  pool.finished(of)
  await pool.settle()
  return one
}

beforeEach(() => {
  nowMs = 0
  made = []
  taken = new Set()
  refuse = null
  limits = { count: 4, memoryBytes: 10_000 }
  pool = createWarmPool<Made>({ clock: { now: () => nowMs }, logger: silentLogger, limits: () => limits, idleMs: 60_000 })
})
afterEach(() => pool.close())

describe('the pool of started containers', () => {
  it('keeps none for a tool that was never called, one after its first call, and gives each out once', async () => {
    await pool.settle()
    expect(made).toEqual([])
    const first = await call(kind('a'))
    expect(waiting()).toEqual(['a'])
    const second = await call(kind('a'))
    const third = await call(kind('a'))
    expect([first.number, second.number, third.number]).toEqual([0, 1, 2])
  })
  it('gives each caller its own, however many ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => pool.take(kind('a'))))
    expect(new Set(all).size).toBe(8)
    for (const one of all) taken.add(one)
    for (const _ of all) pool.finished(kind('a'))
    await pool.settle()
    expect(waiting().length).toBe(4)
  })
  it('takes one that is just being started instead of another', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const slow = kind('a')
    const { start } = slow
    slow.start = async () => {
      await promise
      return start()
    }
    const running = pool.take(slow)
    resolve()
    taken.add(await running)
    pool.finished(slow)
    const next = await pool.take(slow)
    expect([next.number, made.length]).toEqual([1, 2])
    taken.add(next)
    pool.finished(slow)
  })
  it('removes what was not used for some minutes', async () => {
    await call(kind('a'))
    nowMs = 59_000
    await pool.settle()
    expect(waiting()).toEqual(['a'])
    nowMs = 60_001
    await pool.settle()
    expect(waiting()).toEqual([])
    expect(made.filter((one) => !taken.has(one)).every((one) => one.isDiscarded)).toBe(true)
  })
  it('drops what waits for the old image of a tool that changed, as soon as the new one is called', async () => {
    await call(kind('old', { tool: 't', image: 'v1' }))
    expect(waiting()).toEqual(['old'])
    await call(kind('new', { tool: 't', image: 'v2' }))
    expect(waiting()).toEqual(['new'])
  })
  it('keeps apart what has other rights', async () => {
    await call(kind('t with a', { tool: 't' }))
    const other = await pool.take(kind('t with b', { tool: 't' }))
    expect(other.of).toBe('t with b')
    taken.add(other)
    pool.finished(kind('t with b', { tool: 't' }))
    await pool.settle()
    expect(waiting().sort()).toEqual(['t with a', 't with b'])
  })
  it('keeps none for what may be asked for only once, before it was asked for twice', async () => {
    const rare = kind('with a folder', { keptAfterCalls: 2 })
    await call(rare)
    expect(waiting()).toEqual([])
    await call(rare)
    expect(waiting()).toEqual(['with a folder'])
  })
  it('gives out none that has died meanwhile', async () => {
    await call(kind('a'))
    made[1]?.dies()
    expect((await call(kind('a'))).number).toBe(2)
    expect(made[1]?.isDiscarded).toBe(true)
  })
  it('shrinks when less may wait, and follows memory', async () => {
    for (const name of ['a', 'b', 'c']) await call(kind(name))
    expect(waiting().length).toBe(3)
    limits = { count: 4, memoryBytes: 200 }
    await pool.settle()
    expect(waiting().length).toBe(2)
    limits = { count: 0, memoryBytes: 10_000 }
    await pool.settle()
    expect(waiting()).toEqual([])
  })
  it('lets a failed start be the caller’s, and fails nobody for one that was started ahead', async () => {
    refuse = new Error('no room')
    await expect(pool.take(kind('a'))).rejects.toThrow('no room')
    pool.finished(kind('a'))
    await pool.settle()
    refuse = null
    expect((await call(kind('a'))).of).toBe('a')
  })
  it('leaves nothing when it is closed, not even what is on its way', async () => {
    await call(kind('a'))
    pool.finished(kind('a'))
    await pool.close()
    expect(waiting()).toEqual([])
  })
})
