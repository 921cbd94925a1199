import { Graph, layout } from '@dagrejs/dagre'
import type { LibraryGraph } from './library-graph.ts'

export const nodeSize = { width: 168, height: 34 }
const gap = { x: 56, y: 14 }

/** The left upper corner of each node: users on the left of what they use, what has no links in rows below. */
export function layoutGraph({ nodes, edges }: LibraryGraph): ReadonlyMap<string, { x: number; y: number }> {
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const places = new Map<string, { x: number; y: number }>()
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', ranksep: gap.x, nodesep: gap.y, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id } of nodes) if (linked.has(id)) graph.setNode(id, { ...nodeSize })
  for (const { from, to } of edges) graph.setEdge(from, to)
  if (linked.size > 0) layout(graph)
  for (const id of graph.nodes()) {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number }
    places.set(id, { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 })
  }
  const alone = nodes.filter(({ id }) => !linked.has(id))
  const right = Math.max(0, ...[...places.values()].map(({ x }) => x + nodeSize.width))
  const bottom = Math.max(-gap.y, ...[...places.values()].map(({ y }) => y + nodeSize.height))
  const step = { x: nodeSize.width + gap.y, y: nodeSize.height + gap.y }
  const columns = Math.max(Math.floor((right + gap.y) / step.x), Math.ceil(Math.sqrt(alone.length)), 1)
  const top = bottom + gap.y * (linked.size > 0 ? 3 : 1)
  alone.forEach(({ id }, index) => {
    places.set(id, { x: (index % columns) * step.x, y: top + Math.floor(index / columns) * step.y })
  })
  return places
}

/** The node that an arrow key leads to: along the lines to the left and right where there are any, else the nearest that way. null: none. */
export function nextNode(
  { edges }: Pick<LibraryGraph, 'edges'>,
  places: ReadonlyMap<string, { x: number; y: number }>,
  id: string,
  key: string,
): string | null {
  const at = places.get(id)
  if (!at) return null
  const isSide = key === 'ArrowLeft' || key === 'ArrowRight'
  if (!isSide && key !== 'ArrowUp' && key !== 'ArrowDown') return null
  const linked = edges.flatMap(({ from, to }) => (key === 'ArrowRight' && from === id ? [to] : key === 'ArrowLeft' && to === id ? [from] : []))
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1
  const beyond = [...places].flatMap(([other, { x, y }]) => {
    const [along, aside] = isSide ? [x - at.x, y - at.y] : [y - at.y, x - at.x]
    return other !== id && sign * along > 1 ? [{ other, isLinked: linked.includes(other), cost: Math.abs(along) + 3 * Math.abs(aside) }] : []
  })
  return beyond.sort((a, b) => Number(b.isLinked) - Number(a.isLinked) || a.cost - b.cost)[0]?.other ?? null
}
