import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Use, wantedSizes } from './pool-size.ts'

const mib = 2 ** 20
const use = (signature: string, changes: Partial<Use> = {}): Use => ({ signature, memoryBytes: 256 * mib, lastUsedMs: 1_000, peak: 1, ...changes })
const limits = { count: 4, memoryBytes: 4096 * mib, idleMs: 10_000, nowMs: 2_000 }

describe('how many started containers wait', () => {
  it('is one for what was used, and none for what was not used of late', () => {
    expect(wantedSizes([use('a'), use('b', { lastUsedMs: -9_000 })], limits)).toEqual(new Map([['a', 1]]))
    expect(wantedSizes([], limits)).toEqual(new Map())
  })
  it('is as many as ran at once, after each kind has one', () => {
    expect(wantedSizes([use('a', { peak: 9 }), use('b')], limits)).toEqual(
      new Map([
        ['a', 3],
        ['b', 1],
      ]),
    )
  })
  it('goes to what was used last when there is not enough for all', () => {
    const uses = ['a', 'b', 'c', 'd', 'e', 'f'].map((signature, index) => use(signature, { lastUsedMs: 1_000 + index }))
    expect([...wantedSizes(uses, limits).keys()].sort()).toEqual(['c', 'd', 'e', 'f'])
  })
  it('leaves room for smaller ones where a large one does not fit', () => {
    const uses = [use('large', { memoryBytes: 900 * mib, lastUsedMs: 1_500 }), use('small', { memoryBytes: 100 * mib })]
    expect(wantedSizes(uses, { ...limits, memoryBytes: 512 * mib })).toEqual(new Map([['small', 1]]))
  })
  it('is none at all when nothing may wait', () => {
    expect(wantedSizes([use('a', { peak: 5 })], { ...limits, count: 0 }).size).toBe(0)
    expect(wantedSizes([use('a', { peak: 5 })], { ...limits, memoryBytes: 0 }).size).toBe(0)
  })
  it('never goes beyond number and memory, nor beyond what was used at once', () => {
    const uses = fc.uniqueArray(
      fc.record({
        signature: fc.string(),
        memoryBytes: fc.integer({ min: 1, max: 1_000 }),
        lastUsedMs: fc.integer({ min: 0, max: 2_000 }),
        peak: fc.integer({ min: 0, max: 20 }),
      }),
      { selector: (one) => one.signature },
    )
    fc.assert(
      fc.property(uses, fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 5_000 }), (all, count, memoryBytes) => {
        const wanted = wantedSizes(all, { count, memoryBytes, idleMs: 1_000, nowMs: 2_000 })
        const sizeOf = (one: Use) => wanted.get(one.signature) ?? 0
        expect(all.reduce((sum, one) => sum + sizeOf(one), 0)).toBeLessThanOrEqual(count)
        expect(all.reduce((sum, one) => sum + sizeOf(one) * one.memoryBytes, 0)).toBeLessThanOrEqual(memoryBytes)
        for (const one of all) expect(sizeOf(one)).toBeLessThanOrEqual(one.lastUsedMs > 1_000 ? Math.max(1, one.peak) : 0)
      }),
    )
  })
})
