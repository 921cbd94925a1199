import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { CircleAlert } from 'lucide-react'
import { Link } from 'wouter'
import { t } from '../../../app/messages.ts'
import { cx } from '../../../ui/cx.ts'
import { Icon } from '../../../ui/icon.tsx'
import { kindIcons, pathOf } from '../icons.ts'
import type { GraphNode } from './library-graph.ts'
import { nodeLabel } from './node-label.ts'
import { NodeTier } from './node-tier.tsx'

export type ManifestNode = { node: GraphNode; isMarked: boolean; isStop: boolean; usedBy: number }

/** One manifest of the drawing: a link to its page. What is missing leads nowhere, and is reached all the same. */
export function NodeBox({ data: { node, isMarked, isStop, usedBy } }: NodeProps<Node<ManifestNode>>) {
  const { id, kind, name, manifest } = node
  const isBad = manifest?.problems.some(({ severity }) => severity === 'error') ?? false
  const given = {
    'data-node': id,
    tabIndex: isStop ? 0 : -1,
    'aria-label': nodeLabel(node, usedBy),
    title: manifest?.description ?? t.graph.missing,
    className: cx('graph-node nodrag', !manifest && 'is-missing', isMarked && 'is-marked', isBad && 'is-bad'),
  }
  const inside = (
    <>
      <Icon of={kindIcons[kind]} size="small" className="flex-none text-text-3" />
      <span className="cut">{name}</span>
      <span className="row end flex-none gap-1">
        {manifest && manifest.problems.length > 0 && <Icon of={CircleAlert} size="small" className={isBad ? 'text-danger' : 'text-warn'} />}
        {manifest ? <NodeTier tier={manifest.tier} /> : <span className="micro text-warn">{t.graph.missing}</span>}
      </span>
    </>
  )
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {manifest ? (
        <Link href={pathOf(node)} {...given}>
          {inside}
        </Link>
      ) : (
        <span role="img" {...given}>
          {inside}
        </span>
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  )
}
