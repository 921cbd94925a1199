import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ManifestKind } from '../../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../../core/contract/registry.ts'
import { layoutGraph, nextNode, nodeSize } from './graph-layout.ts'
import { cutGraph, graphAround, graphOf, searchGraph } from './library-graph.ts'

const summary = (kind: ManifestKind, name: string, ...uses: string[]): ManifestSummary => ({
  ...{ kind, name, description: `${name} for all`, version: null, file: '', root: 'personal', digest: '', rights: [], tier: null },
  uses: uses.map((used) => ({ kind: 'Tool', name: used, isMissing: used === 'gone' })),
  ...{ problems: [], isStale: false, loadedAt: '' },
})
const library = [
  summary('Agent', 'clerk', 'sum', 'gone'),
  summary('Agent', 'poet', 'words'),
  summary('Tool', 'sum', 'digits'),
  summary('Tool', 'words'),
  summary('Tool', 'digits'),
  summary('Tool', 'lonely'),
]
const all: ReadonlySet<ManifestKind> = new Set(['Agent', 'Tool', 'Relic', 'Workflow', 'Monument'])
const names = (graph: { nodes: readonly { name: string }[] }) =>
  graph.nodes
    .map(({ name }) => name)
    .sort()
    .join(' ')

test('what is named and not there is a node, without a manifest', () => {
  const graph = graphOf(library)
  expect(graph.nodes.find(({ name }) => name === 'gone')).toEqual({ id: 'Tool/gone', kind: 'Tool', name: 'gone', manifest: null })
  expect(graph.edges).toContainEqual({ from: 'Agent/clerk', to: 'Tool/gone' })
  expect(graph.nodes).toHaveLength(7)
})

test('around one stands what it needs at last and what needs it, and nothing else', () => {
  expect(names(graphAround(graphOf(library), 'Tool/sum'))).toBe('clerk digits sum')
  expect(names(graphAround(graphOf(library), 'Agent/clerk'))).toBe('clerk digits gone sum')
  expect(names(graphAround(graphOf(library), 'Tool/lonely'))).toBe('lonely')
})

test('words find a manifest with its neighbours, kinds hide the others', () => {
  const found = searchGraph(graphOf(library), ' SUM ', all)
  expect(names(found)).toBe('clerk digits sum')
  expect([...found.found]).toEqual(['Tool/sum'])
  expect(names(searchGraph(graphOf(library), '', new Set<ManifestKind>(['Agent'])))).toBe('clerk poet')
  expect(names(searchGraph(graphOf(library), 'nothing like it', all))).toBe('')
})

test('of too many those with most links are drawn', () => {
  const cut = cutGraph(graphOf(library), 3)
  expect(names(cut)).toContain('clerk')
  expect(names(cut)).toContain('sum')
  expect(cut.edges).toContainEqual({ from: 'Agent/clerk', to: 'Tool/sum' })
})

const drawn = fc
  .array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 18 })
  .map((pairs) => pairs.filter(([from, to]) => from < to))
  .map((pairs) =>
    Array.from({ length: 12 }, (_, at) => summary('Tool', `t${at}`, ...new Set(pairs.filter(([from]) => from === at).map(([, to]) => `t${to}`)))),
  )

test('users stand left of what they use, and no two overlap', () => {
  fc.assert(
    fc.property(drawn, (manifests) => {
      const graph = graphOf(manifests)
      const places = layoutGraph(graph)
      expect(places.size).toBe(graph.nodes.length)
      const at = (id: string) => places.get(id) as { x: number; y: number }
      for (const { from, to } of graph.edges) expect(at(from).x).toBeLessThan(at(to).x)
      const boxes = [...places.values()]
      for (const [index, a] of boxes.entries())
        for (const b of boxes.slice(index + 1))
          expect(Math.abs(a.x - b.x) >= nodeSize.width - 1 || Math.abs(a.y - b.y) >= nodeSize.height - 1).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('arrow keys follow the lines, else go to the nearest that way', () => {
  const graph = graphOf(library)
  const places = layoutGraph(graph)
  expect(nextNode(graph, places, 'Agent/poet', 'ArrowRight')).toBe('Tool/words')
  expect(nextNode(graph, places, 'Tool/words', 'ArrowLeft')).toBe('Agent/poet')
  expect(nextNode(graph, places, 'Tool/digits', 'ArrowRight')).toBeNull()
  expect(nextNode(graph, places, 'Tool/sum', 'Enter')).toBeNull()
  expect(nextNode(graph, places, 'Tool/unknown', 'ArrowDown')).toBeNull()
})

test('every node is reached by arrow keys from every other', () => {
  fc.assert(
    fc.property(drawn, (manifests) => {
      const graph = graphOf(manifests)
      const places = layoutGraph(graph)
      const start = graph.nodes[0]?.id as string
      const reached = new Set([start])
      for (const id of reached)
        for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
          const next = nextNode(graph, places, id, key)
          if (next) reached.add(next)
        }
      expect(reached.size).toBe(graph.nodes.length)
    }),
    { numRuns: 60 },
  )
})
