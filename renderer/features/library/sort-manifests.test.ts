import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ManifestSummary, Problem } from '../../../core/contract/registry.ts'
import { type SortKey, sortManifests, usedByCounts } from './sort-manifests.ts'

const summary = (name: string, more: Partial<ManifestSummary> = {}): ManifestSummary => ({
  kind: 'Tool',
  name,
  description: '',
  version: null,
  file: `/m/${name}/tool.yml`,
  root: 'personal',
  digest: 'd',
  rights: [],
  tier: { tier: 'wasm', why: '', isTrusted: false, canTrust: false },
  uses: [],
  problems: [],
  isStale: false,
  loadedAt: '',
  ...more,
})
const problem = (severity: Problem['severity']): Problem => ({
  ...{ file: 'f', line: 1, column: 1, code: 'wrong-type', message: 'm', suggestion: null, severity },
})
const agent = (name: string, ...uses: string[]) =>
  summary(name, { kind: 'Agent', tier: null, uses: uses.map((used) => ({ kind: 'Tool', name: used, isMissing: false })) })
const names = (list: readonly ManifestSummary[]) => list.map(({ name }) => name).join(' ')

test('uses are counted over all kinds', () => {
  const counts = usedByCounts([agent('a', 'x', 'y'), agent('b', 'x'), summary('x')])
  expect(counts.get('Tool/x')).toBe(2)
  expect(counts.get('Tool/y')).toBe(1)
  expect(counts.get('Agent/a')).toBeUndefined()
})

test('what needs a look stands first, then what is only odd, each by name', () => {
  const list = [
    summary('fine'),
    summary('bad', { problems: [problem('error')] }),
    summary('odd', { problems: [problem('warning')] }),
    summary('also_bad', { problems: [problem('error')] }),
    summary('stuck', { tier: { tier: null, why: '', isTrusted: false, canTrust: true } }),
    summary('trusted', { tier: { tier: 'process', why: '', isTrusted: true, canTrust: true } }),
  ]
  expect(names(sortManifests(list, { by: 'state', isDown: false }, new Map()))).toBe('also_bad bad stuck odd trusted fine')
  expect(names(sortManifests(list, { by: 'state', isDown: true }, new Map()))).toBe('fine trusted odd stuck also_bad bad')
})

test('by use the most used stands first, and the strongest wall before none', () => {
  const list = [summary('a'), summary('b'), summary('c', { tier: { tier: 'container', why: '', isTrusted: false, canTrust: false } })]
  expect(names(sortManifests(list, { by: 'usedBy', isDown: false }, new Map([['Tool/b', 3]])))).toBe('b a c')
  expect(names(sortManifests(list, { by: 'runsIn', isDown: false }, new Map()))).toBe('c a b')
})

test('whatever it is sorted by, nothing is lost and the order of what is given does not matter', () => {
  const given = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,6}$/), count: fc.nat(3) }), {
    selector: (one) => one.name,
    maxLength: 12,
  })
  const by = fc.constantFrom<SortKey>('name', 'runsIn', 'uses', 'rights', 'usedBy', 'state')
  fc.assert(
    fc.property(given, by, fc.boolean(), (some, by, isDown) => {
      const list = some.map(({ name, count }) =>
        summary(name, { rights: Array.from({ length: count }, (_, at) => ({ code: 'network', text: String(at) })) }),
      )
      const sorted = sortManifests(list, { by, isDown }, new Map())
      expect(names(sorted)).toBe(names(sortManifests(list.toReversed(), { by, isDown }, new Map())))
      expect(new Set(sorted)).toEqual(new Set(list))
    }),
  )
})
