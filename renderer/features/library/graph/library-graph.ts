import type { ManifestKind } from '../../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../../core/contract/registry.ts'
import { manifestKey } from '../sort-manifests.ts'

export interface GraphNode {
  id: string
  kind: ManifestKind
  name: string
  /** null: something names it, and it is not there. */
  manifest: ManifestSummary | null
}
export interface LibraryGraph {
  nodes: readonly GraphNode[]
  /** `from` uses `to`. */
  edges: readonly { from: string; to: string }[]
}

/** Who uses whom, with what is missing as nodes of their own. */
export function graphOf(manifests: readonly ManifestSummary[]): LibraryGraph {
  const nodes = new Map<string, GraphNode>(manifests.map((manifest) => [manifestKey(manifest), { ...idOf(manifest), manifest }]))
  const edges = manifests.flatMap((manifest) => manifest.uses.map((used) => ({ from: manifestKey(manifest), to: manifestKey(used) })))
  for (const { uses } of manifests)
    for (const used of uses) if (!nodes.has(manifestKey(used))) nodes.set(manifestKey(used), { ...idOf(used), manifest: null })
  return { nodes: [...nodes.values()], edges }
}

const idOf = ({ kind, name }: { kind: ManifestKind; name: string }) => ({ id: manifestKey({ kind, name }), kind, name })

function keep(graph: LibraryGraph, ids: ReadonlySet<string>): LibraryGraph {
  return { nodes: graph.nodes.filter(({ id }) => ids.has(id)), edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) }
}

/** One manifest with all it needs, and all that needs it; not what else those need. */
export function graphAround(graph: LibraryGraph, id: string): LibraryGraph {
  const reach = (start: 'from' | 'to', end: 'from' | 'to') => {
    const next = Map.groupBy(graph.edges, (edge) => edge[start])
    const found = new Set([id])
    for (const one of found) for (const edge of next.get(one) ?? []) found.add(edge[end])
    return found
  }
  const down = reach('from', 'to')
  const up = reach('to', 'from')
  const isWithin = (ids: ReadonlySet<string>) => (edge: LibraryGraph['edges'][number]) => ids.has(edge.from) && ids.has(edge.to)
  const edges = graph.edges.filter((edge) => isWithin(down)(edge) || isWithin(up)(edge))
  return { nodes: graph.nodes.filter((node) => down.has(node.id) || up.has(node.id)), edges }
}

/** Only these kinds; of what the words find, with its neighbours. No words find all. */
export function searchGraph(graph: LibraryGraph, words: string, kinds: ReadonlySet<ManifestKind>): LibraryGraph & { found: ReadonlySet<string> } {
  const searched = words.trim().toLowerCase()
  const ofKind = keep(graph, new Set(graph.nodes.filter(({ kind }) => kinds.has(kind)).map(({ id }) => id)))
  if (searched === '') return { ...ofKind, found: new Set() }
  const tells = ({ name, manifest }: GraphNode) => `${name} ${manifest?.description ?? ''}`.toLowerCase().includes(searched)
  const found = new Set(ofKind.nodes.filter(tells).map(({ id }) => id))
  const near = ofKind.edges.flatMap(({ from, to }) => (found.has(from) ? [to] : found.has(to) ? [from] : []))
  return { ...keep(ofKind, new Set([...found, ...near])), found }
}

/** As many as can be drawn: what has most links stays. */
export function cutGraph(graph: LibraryGraph, limit: number): LibraryGraph {
  if (graph.nodes.length <= limit) return graph
  const links = new Map<string, number>()
  for (const { from, to } of graph.edges) for (const id of [from, to]) links.set(id, (links.get(id) ?? 0) + 1)
  const most = graph.nodes.toSorted((a, b) => (links.get(b.id) ?? 0) - (links.get(a.id) ?? 0)).slice(0, limit)
  return keep(graph, new Set(most.map(({ id }) => id)))
}
