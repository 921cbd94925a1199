import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planLoad } from './plan-load.ts'
import type { ModelSpec } from './protocol.ts'

const spec = (more: Partial<ModelSpec> = {}): ModelSpec => ({
  name: 'model',
  path: '/model.gguf',
  sizeBytes: 5e9,
  trainContextTokens: 131_072,
  kvBytesPerToken: 131_072,
  isBuiltInDemo: false,
  contextTokens: null,
  memoryLimitBytes: null,
  ...more,
})

describe('A plan for loading a model', () => {
  it('gives what was asked for where there is room', () => {
    expect(planLoad(spec({ contextTokens: 8_192 }), 64e9)).toMatchObject({ fits: true, contextTokens: 8_192 })
    expect(planLoad(spec({ trainContextTokens: 2_048, contextTokens: 8_192 }), 64e9)).toMatchObject({ contextTokens: 2_048 })
    expect(planLoad(spec(), 64e9)).toMatchObject({ contextTokens: 32_768, sequences: 2 })
  })

  it('gives less context when memory is short, and refuses what cannot fit', () => {
    expect(planLoad(spec(), 8e9)).toMatchObject({ fits: true, contextTokens: expect.closeTo(10_932, -3) })
    expect(planLoad(spec(), 5e9)).toMatchObject({ fits: false, freeBytes: 5e9 })
  })

  it('never plans for more than is free', () => {
    const bytes = fc.integer({ min: 1e6, max: 2e11 })
    const tokens = fc.option(fc.integer({ min: 256, max: 1_000_000 }), { nil: null })
    fc.assert(
      fc.property(
        bytes,
        bytes,
        tokens,
        tokens,
        fc.integer({ min: 1_000, max: 1_000_000 }),
        (sizeBytes, freeBytes, trainContextTokens, contextTokens, kvBytesPerToken) => {
          const plan = planLoad(spec({ sizeBytes, trainContextTokens, contextTokens, kvBytesPerToken }), freeBytes)
          if (!plan.fits) {
            expect(plan.neededBytes).toBeGreaterThan(freeBytes)
            return
          }
          expect(sizeBytes + plan.contextTokens * plan.sequences * kvBytesPerToken).toBeLessThanOrEqual(freeBytes)
          expect(plan.contextTokens).toBeGreaterThan(0)
          expect(plan.contextTokens).toBeLessThanOrEqual(Math.min(trainContextTokens ?? 4096, contextTokens ?? 32_768))
        },
      ),
    )
  })
})
