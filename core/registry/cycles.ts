/** Every node that lies on a cycle, with the shortest way round (first and last the same). `edgesOf` gives the nodes a node leads to. */
export function findCycles(nodes: Iterable<string>, edgesOf: (node: string) => Iterable<string>): Map<string, string[]> {
  // Peel off, again and again, what leads nowhere; mostly nothing is left.
  const out = new Map<string, Set<string>>()
  for (const node of nodes) out.set(node, new Set(edgesOf(node)))
  const into = new Map<string, string[]>()
  for (const [node, targets] of out) {
    for (const target of targets) {
      if (!out.has(target)) targets.delete(target)
      else {
        const sources = into.get(target)
        if (sources) sources.push(node)
        else into.set(target, [node])
      }
    }
  }
  const ends = [...out].filter(([, targets]) => targets.size === 0).map(([node]) => node)
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    out.delete(end)
    for (const node of into.get(end) ?? []) {
      const targets = out.get(node)
      if (targets?.delete(end) && targets.size === 0) ends.push(node)
    }
  }
  const cycles = new Map<string, string[]>()
  for (const node of out.keys()) {
    const way = shortestWayRound(node, (one) => out.get(one) ?? [])
    if (way) cycles.set(node, way)
  }
  return cycles
}

/** From `start` back to itself, both ends named; null when no way leads there. */
export function shortestWayRound(start: string, edgesOf: (node: string) => Iterable<string>): string[] | null {
  const cameFrom = new Map<string, string>()
  const open = [start]
  // Grows while it is walked.
  for (const next of open) {
    for (const target of edgesOf(next)) {
      if (target === start) {
        const way = [start]
        for (let at: string | undefined = next; at !== undefined && at !== start; at = cameFrom.get(at)) way.unshift(at)
        return [start, ...way]
      }
      if (cameFrom.has(target)) continue
      cameFrom.set(target, next)
      open.push(target)
    }
  }
  return null
}
