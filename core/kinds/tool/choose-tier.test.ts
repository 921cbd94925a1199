import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import { chooseTier, type TierSupport } from './choose-tier.ts'

const manifest = (runtime?: ToolManifest['runtime']): ToolManifest => ({
  kind: 'Tool',
  name: 'sample',
  implementation: { type: 'python', script: './main.py' },
  ...(runtime ? { runtime } : {}),
})
const support = (tiers: string[]): TierSupport[] =>
  (['container', 'wasm', 'process'] as const).map((tier) => ({ tier, isSupported: tiers.includes(tier), why: `${tier} says so` }))
const choose = (runtime: ToolManifest['runtime'], tiers: string[], trustedDigest: string | null = null) =>
  chooseTier({ manifest: manifest(runtime), support: support(tiers), trustedDigest, digest: 'd1' })

describe('where a tool runs', () => {
  it('prefers a container, then WebAssembly', () => {
    expect(choose('auto', ['container', 'wasm', 'process']).tier).toBe('container')
    expect(choose(undefined, ['wasm', 'process'])).toMatchObject({ tier: 'wasm', why: expect.stringContaining('container says so') as string })
  })
  it('does not wait for a base image where WebAssembly can run it at once, and never takes the process for that', () => {
    const missing = (tiers: string[], trustedDigest: string | null = null, runtime: ToolManifest['runtime'] = 'auto') =>
      chooseTier({
        manifest: manifest(runtime),
        support: support(tiers).map((one) => (one.tier === 'container' ? { ...one, missing: 'the base image is not there' } : one)),
        trustedDigest,
        digest: 'd1',
      })
    expect(missing(['container', 'wasm', 'process'], 'd1')).toMatchObject({
      tier: 'wasm',
      why: expect.stringContaining('base image is not there') as string,
    })
    expect(missing(['container', 'process'], 'd1').tier).toBe('container')
    expect(missing(['container', 'wasm'], null, 'container').tier).toBe('container')
  })
  it('says that no container engine answers when there is none', () => {
    const choice = chooseTier({
      manifest: manifest(),
      support: [{ tier: 'wasm', isSupported: true, why: 'fine' }],
      trustedDigest: null,
      digest: 'd1',
    })
    expect(choice.why).toContain('no container engine answers')
  })
  it('refuses with both reasons, and offers trust where trust would help', () => {
    expect(choose('auto', ['process'])).toMatchObject({ tier: null, canTrust: true, isTrusted: false })
    expect(choose('auto', [])).toMatchObject({ tier: null, canTrust: false })
  })
  it('uses the process for auto only when trusted and nothing safer can', () => {
    expect(choose('auto', ['process'], 'd1')).toMatchObject({ tier: 'process', isTrusted: true })
    expect(choose('auto', ['wasm', 'process'], 'd1').tier).toBe('wasm')
  })
  it('says that the tool changed since it was trusted', () => {
    expect(choose('process', ['process'], 'older')).toMatchObject({
      tier: null,
      isTrusted: false,
      canTrust: true,
      why: expect.stringContaining('changed since') as string,
    })
  })
  it('keeps to the runtime that is asked for', () => {
    expect(choose('wasm', ['container', 'process'], 'd1').tier).toBeNull()
    expect(choose('container', ['wasm', 'process'], 'd1').tier).toBeNull()
    expect(choose('process', ['container', 'wasm', 'process'], 'd1').tier).toBe('process')
  })
  it('never runs as a process what was not trusted in exactly this version, nor where it is not supported', () => {
    const runtimes = fc.constantFrom('auto', 'container', 'wasm', 'process', undefined)
    const tiers = fc.subarray(['container', 'wasm', 'process'])
    fc.assert(
      fc.property(runtimes, tiers, fc.constantFrom(null, 'd1', 'older'), (runtime, available, trusted) => {
        const choice = choose(runtime, available, trusted)
        if (choice.tier === 'process') expect(trusted).toBe('d1')
        if (choice.tier) expect(available).toContain(choice.tier)
        if (choice.canTrust) expect(choose(runtime, available, 'd1').tier).toBe('process')
        expect(choice.why.length).toBeGreaterThan(10)
      }),
    )
  })
})
