import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planLoad } from '../llama/plan-load.ts'
import type { MemoryNeed } from '../port.ts'
import { judgeMemory } from './judge-memory.ts'

const need = (more: Partial<MemoryNeed> = {}): MemoryNeed => ({
  weightsBytes: 5e9,
  kvBytesPerToken: 131_072,
  trainContextTokens: 131_072,
  wantedContextTokens: null,
  conversations: 1,
  ...more,
})

describe('The verdict on memory', () => {
  it('says what a model takes where there is plenty', () => {
    const verdict = judgeMemory(need(), { freeBytes: 30e9, totalBytes: 32e9 })
    expect(verdict).toMatchObject({ verdict: 'fits', loadsNow: true, contextTokens: 32_768 })
    expect(verdict.neededBytes).toBeCloseTo(5e9 + 32_768 * 131_072, -9)
    expect(verdict.detail).toBe('5.0 GB, and about 9.4 GB with a context of 32,768 tokens; 30.0 GB is free.')
    expect(judgeMemory(need({ conversations: 2 }), { freeBytes: 30e9, totalBytes: 32e9 }).contextBytes).toBe(2 * verdict.contextBytes)
  })

  it('calls it tight when only a small context fits, when little is left, and when other programs must go first', () => {
    const small = judgeMemory(need(), { freeBytes: 6e9, totalBytes: 16e9 })
    expect(small).toMatchObject({ verdict: 'tight', loadsNow: true, detail: expect.stringContaining('context of only') })
    const little = judgeMemory(need({ trainContextTokens: 2_048 }), { freeBytes: 5.9e9, totalBytes: 32e9 })
    expect(little).toMatchObject({ verdict: 'tight', loadsNow: true, detail: expect.stringContaining('Little is left') })
    const later = judgeMemory(need(), { freeBytes: 4e9, totalBytes: 16e9 })
    expect(later).toMatchObject({ verdict: 'tight', loadsNow: false, detail: expect.stringContaining('4.0 GB is free now. Close other programs') })
  })

  it('calls it too large when the computer has not got it', () => {
    expect(judgeMemory(need({ weightsBytes: 20e9 }), { freeBytes: 15e9, totalBytes: 16e9 })).toMatchObject({
      verdict: 'too-large',
      loadsNow: false,
      contextTokens: 0,
      detail: 'It needs about 20.3 GB of memory and this computer has 16.0 GB. Pick a smaller model or a smaller quantization.',
    })
  })

  it('never promises a load that the rules of loading refuse, and more memory never makes it worse', () => {
    const rank = { 'too-large': 0, tight: 1, fits: 2 }
    const bytes = fc.integer({ min: 1e6, max: 2e11 })
    fc.assert(
      fc.property(
        bytes,
        bytes,
        bytes,
        fc.option(fc.integer({ min: 256, max: 1e6 }), { nil: null }),
        (weightsBytes, free, more, trainContextTokens) => {
          const totalBytes = free + more
          const given = need({ weightsBytes, trainContextTokens })
          const verdict = judgeMemory(given, { freeBytes: free, totalBytes })
          const spec = { sizeBytes: weightsBytes, kvBytesPerToken: 131_072, trainContextTokens, contextTokens: null, isBuiltInDemo: false }
          expect(verdict.loadsNow).toBe(planLoad(spec, free).fits)
          expect(verdict.verdict === 'fits' && !verdict.loadsNow).toBe(false)
          const freer = judgeMemory(given, { freeBytes: totalBytes, totalBytes })
          expect(rank[freer.verdict]).toBeGreaterThanOrEqual(rank[verdict.verdict])
        },
      ),
    )
  })
})
