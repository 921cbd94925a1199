/** Among more nodes than this a way is not looked for from each of them: those on a way that was found get the same one. */
const maxSearches = 100

/**
 * Every node that lies on a cycle, with a way round (first and last the same), the shortest unless there are very many. `edgesOf` gives the nodes a node
 * leads to.
 */
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
  const isMany = out.size > maxSearches
  for (const node of out.keys()) {
    if (cycles.has(node)) continue
    const way = shortestWayRound(node, (one) => out.get(one) ?? [])
    if (way) cycles.set(node, cutWay(way))
    if (way && isMany) for (let at = 1; at < way.length - 1; at++) cycles.set(way[at] as string, fromThere(way, at))
  }
  return cycles
}

/** The ends of a way, which say more than a thousand names. */
export function cutWay(way: readonly string[]): string[] {
  return way.length <= 2 * shownAtEachEnd ? [...way] : [...way.slice(0, shownAtEachEnd), '…', ...way.slice(-shownAtEachEnd)]
}
const shownAtEachEnd = 7

/** The same way round, begun at another of its nodes. */
function fromThere(way: readonly string[], start: number): string[] {
  const length = way.length - 1
  const step = (index: number) => way[(start + index) % length] as string
  if (way.length <= 2 * shownAtEachEnd) return way.map((_, index) => step(index))
  const ends = Array.from({ length: shownAtEachEnd }, (_, index) => index)
  return [...ends.map(step), '…', ...ends.map((index) => step(length - shownAtEachEnd + 1 + index))]
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
