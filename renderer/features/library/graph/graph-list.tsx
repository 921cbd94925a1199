import { Link } from 'wouter'
import { t } from '../../../app/messages.ts'
import { Icon } from '../../../ui/icon.tsx'
import { moveInList } from '../../../ui/move-in-list.ts'
import { kindIcons, pathOf } from '../icons.ts'
import type { GraphNode, LibraryGraph } from './library-graph.ts'
import { nodeLabel } from './node-label.ts'

/** The same graph in words: each manifest with what it uses and what uses it. */
export function GraphList({ graph }: { graph: LibraryGraph }) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const named = (ids: readonly string[]) => ids.flatMap((id) => nodes.get(id) ?? [])
  return (
    <ul className="graph-list" aria-label={t.graph.list} onKeyDown={moveInList}>
      {graph.nodes
        .toSorted((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name))
        .map((node) => {
          const uses = named(graph.edges.filter(({ from }) => from === node.id).map(({ to }) => to))
          const usedBy = named(graph.edges.filter(({ to }) => to === node.id).map(({ from }) => from))
          return (
            <li key={node.id}>
              <Name node={node} usedBy={usedBy.length} isRow />
              <dl>
                <Names label={t.graph.uses} nodes={uses} />
                <Names label={t.graph.usedBy} nodes={usedBy} />
              </dl>
            </li>
          )
        })}
    </ul>
  )
}

function Name({ node, usedBy, isRow = false }: { node: GraphNode; usedBy?: number; isRow?: boolean }) {
  if (!node.manifest)
    return (
      <span className="text-warn">
        {node.name}, {t.graph.missing}
      </span>
    )
  if (!isRow)
    return (
      <Link href={pathOf(node)} className="underline decoration-line-2 underline-offset-2">
        {node.name}
      </Link>
    )
  const { problems } = node.manifest
  return (
    <Link href={pathOf(node)} data-row className="row strong" aria-label={nodeLabel(node, usedBy ?? 0)}>
      <Icon of={kindIcons[node.kind]} size="small" className="text-text-3" />
      {node.name}
      {problems.length > 0 && <span className="chip is-danger font-normal">{t.graph.problems(problems.length)}</span>}
    </Link>
  )
}

function Names({ label, nodes }: { label: string; nodes: readonly GraphNode[] }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {nodes.length === 0 && <span className="text-text-3">{t.graph.nothing}</span>}
        {nodes.map((node, index) => (
          <span key={node.id}>
            {index > 0 && ', '}
            <Name node={node} />
          </span>
        ))}
      </dd>
    </div>
  )
}
