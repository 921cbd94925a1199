import type { z } from 'zod'
import type { ManifestKind } from '../contract/manifests/index.ts'
import type { manifestGraph } from '../contract/registry.ts'
import { type InForce, keyOf } from './in-force.ts'

export type ManifestGraph = z.infer<typeof manifestGraph>

/** What `start` needs, itself first, in the order of discovery; with no start, everything. */
export function graphOf(inForce: ReadonlyMap<string, InForce>, start?: { kind: ManifestKind; name: string }): ManifestGraph {
  const graph: ManifestGraph = { nodes: [], edges: [] }
  const seen = new Set<string>()
  const open: { kind: ManifestKind; name: string }[] = start ? [start] : [...inForce.values()].map(({ loaded }) => loaded.manifest)
  for (let index = 0; index < open.length; index++) {
    const { kind, name } = open[index] as { kind: ManifestKind; name: string }
    const id = keyOf(kind, name)
    if (seen.has(id)) continue
    seen.add(id)
    const found = inForce.get(id)
    graph.nodes.push({ id, kind, name, isMissing: !found })
    for (const used of usesOf(found)) {
      graph.edges.push({ from: id, to: keyOf(used.kind, used.name) })
      open.push(used)
    }
  }
  return graph
}

/** What a manifest refers to, each once. */
export function usesOf(found: InForce | undefined): { kind: ManifestKind; name: string }[] {
  const uses = new Map((found?.version.parsed.references ?? []).map(({ kind, name }) => [keyOf(kind, name), { kind, name }]))
  return [...uses.values()]
}

/** The graph as a Mermaid flowchart: a shape per kind, dashed when something is missing. */
export function mermaidOf({ nodes, edges }: ManifestGraph): string {
  const number = new Map(nodes.map((node, index) => [node.id, `n${index}`]))
  const lines = ['flowchart LR']
  for (const { id, kind, isMissing } of nodes) {
    const [open, close] = shapes[kind]
    lines.push(`  ${number.get(id)}${open}"${id.replaceAll('"', '#quot;')}"${close}${isMissing ? ':::missing' : ''}`)
  }
  for (const { from, to } of edges) lines.push(`  ${number.get(from)} --> ${number.get(to)}`)
  if (nodes.some((node) => node.isMissing)) lines.push('  classDef missing stroke-dasharray: 4 4')
  return `${lines.join('\n')}\n`
}

const shapes: Record<ManifestKind, [string, string]> = {
  Tool: ['[', ']'],
  Relic: ['[(', ')]'],
  Agent: ['([', '])'],
  Workflow: ['{{', '}}'],
  Monument: ['[[', ']]'],
}
