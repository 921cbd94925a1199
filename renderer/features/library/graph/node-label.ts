import { t } from '../../../app/messages.ts'
import type { GraphNode } from './library-graph.ts'

/** What assistive tools read of a node: its name, kind and what is to be said about it. */
export function nodeLabel({ kind, name, manifest }: GraphNode, usedBy: number): string {
  const tier = manifest?.tier
  return [
    name,
    kind,
    manifest ? null : t.graph.missing,
    tier ? (tier.tier === null ? t.graph.cannotRun : t.graph.tier(tier.tier)) : null,
    manifest && manifest.problems.length > 0 ? t.graph.problems(manifest.problems.length) : null,
    t.libraryViews.usedByCount(usedBy),
  ]
    .filter(Boolean)
    .join(', ')
}
