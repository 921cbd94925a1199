import type { Run } from '../../../core/contract/runs.ts'
import type { TreeRow } from '../../ui/run-tree.tsx'
import { runLabel } from './run-label.ts'
import { shownStatus } from './shown-status.ts'

/** Stored runs, parents before children, as lines of a tree on one scale. */
export function treeRows(tree: readonly Run[], nowMs: number, approvals: Parameters<typeof shownStatus>[1] = []): TreeRow[] {
  const root = tree[0]
  if (!root) return []
  const startOf = (run: Run) => Date.parse(run.startedAt ?? run.createdAt)
  const depths = new Map<string, number>()
  const rows: TreeRow[] = []
  const add = (run: Run) => {
    const depth = run === root ? 0 : (depths.get(run.parentId ?? '') ?? 0) + 1
    depths.set(run.id, depth)
    rows.push({
      id: run.id,
      name: runLabel(run.kind, run.name),
      depth,
      state: shownStatus(run, approvals),
      startMs: Math.max(0, startOf(run) - startOf(root)),
      isRun: true,
      durationMs: run.durationMs ?? Math.max(0, nowMs - startOf(run)),
    })
    for (const child of tree) if (child.parentId === run.id) add(child)
  }
  add(root)
  return rows
}
