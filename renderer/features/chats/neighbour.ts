/** The one after or before `current`, each once and round the ends; from none of them it is the first or the last. null: there is no other. */
export function neighbour(ids: readonly string[], current: string | null, by: 1 | -1): string | null {
  const each = [...new Set(ids)]
  const at = current === null ? -1 : each.indexOf(current)
  if (at === -1) return each.at(by === 1 ? 0 : -1) ?? null
  const next = each[(at + by + each.length) % each.length]
  return next === undefined || next === current ? null : next
}
