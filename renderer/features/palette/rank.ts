import type { LucideIcon } from 'lucide-react'
import { match } from './match.ts'

export type Source = 'actions' | 'agents' | 'tools' | 'models' | 'chats'

export interface PaletteItem {
  id: string
  source: Source
  icon: LucideIcon
  title: string
  aside?: string | undefined
  /** Found by these, too. */
  words?: string | undefined
  keys?: string | undefined
  /** About the thing in view. */
  isHere?: boolean | undefined
  /** What Enter does, in a word. */
  verb: string
  act(): void
  /** What Mod+Enter does instead. */
  other?: { verb: string; act(): void } | undefined
}

export interface PaletteRow extends PaletteItem {
  group: string
  ranges: [number, number][]
}

const prefixes: Record<string, Source> = { '>': 'actions', '@': 'agents', '/': 'tools', '#': 'chats' }

/** What was typed: the one place to look in, when it begins with its sign, and the words. */
export function readQuery(query: string): { only: Source | null; words: string } {
  const only = prefixes[query[0] ?? ''] ?? null
  return { only, words: (only ? query.slice(1) : query).trim() }
}

interface Names {
  best: string
  recent: string
  here: string
  source: Record<Source, string>
}

const order: readonly Source[] = ['chats', 'actions', 'agents', 'tools', 'models']
const perGroup = 8
/** As much as one step in how a text fits: what was used a moment ago passes what fits a little better. */
const recentBonus = 0.12
/** Of what is about the thing in view. */
const hereBonus = 0.05

/** What is shown: without words what was used last and what can be done here; with words the best of all, then the best of each group. */
export function rank(items: readonly PaletteItem[], query: string, recent: readonly string[], names: Names): PaletteRow[] {
  const { only, words } = readQuery(query)
  const some = only ? items.filter(({ source }) => source === only) : items
  if (words === '') return only ? whole(some, recent, names) : start(some, recent, names)
  const scored = some
    .map((item) => ({ item, found: match(item.title, words, `${item.words ?? ''} ${item.aside ?? ''}`) }))
    .filter(({ found }) => found !== null)
    .map(({ item, found }) => {
      const used = recent.indexOf(item.id)
      const bonus = (used === -1 ? 0 : recentBonus * (1 - used / recent.length)) + (item.isHere ? hereBonus : 0)
      return { row: { ...item, ranges: found?.ranges ?? [], group: names.source[item.source] }, score: (found?.score ?? 0) + bonus }
    })
    .sort((a, b) => b.score - a.score)
  const [first] = scored
  if (!first) return []
  const rest = scored.slice(1).map(({ row }) => row)
  const limit = only ? perGroup * 5 : perGroup
  return [{ ...first.row, group: names.best }, ...order.flatMap((source) => rest.filter((row) => row.source === source).slice(0, limit))]
}

const plain = (item: PaletteItem, group: string): PaletteRow => ({ ...item, ranges: [], group })

function start(items: readonly PaletteItem[], recent: readonly string[], names: Names): PaletteRow[] {
  const last = recent.map((id) => items.find((item) => item.id === id)).filter((item) => item !== undefined)
  const rows = last.slice(0, 4).map((item) => plain(item, names.recent))
  const seen = new Set(rows.map(({ id }) => id))
  const add = (some: readonly PaletteItem[], group: string, limit: number) => {
    const fresh = some.filter(({ id }) => !seen.has(id)).slice(0, limit)
    for (const item of fresh) {
      seen.add(item.id)
      rows.push(plain(item, group))
    }
  }
  add(
    items.filter(({ isHere }) => isHere),
    names.here,
    6,
  )
  add(
    items.filter(({ source }) => source === 'chats'),
    names.source.chats,
    5,
  )
  add(
    items.filter(({ source }) => source === 'actions'),
    names.source.actions,
    12,
  )
  return rows
}

function whole(items: readonly PaletteItem[], recent: readonly string[], names: Names): PaletteRow[] {
  const place = (id: string) => (recent.includes(id) ? recent.indexOf(id) : recent.length)
  return items
    .toSorted((a, b) => Number(b.isHere ?? false) - Number(a.isHere ?? false) || place(a.id) - place(b.id))
    .slice(0, 200)
    .map((item) => plain(item, names.source[item.source]))
}
