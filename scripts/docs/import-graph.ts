import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Module } from '../check/import-rules.ts'

const page = 'docs/architecture.md'
const start = '<!-- import graph: written by `npm run check -- --write`, from what dependency-cruiser found -->'
const end = '<!-- /import graph -->'

/** Folders that are no part of the running app. */
const isTooling = (folder: string) => /^(scripts|bench|e2e)\b/.test(folder)
const isTest = (file: string) => /[.](test|testsuite|fixtures?)[.]tsx?$|\/testing\/|\/fixtures\//.test(file)

export type Edge = { from: string; to: string; isTypesOnly: boolean }

/** The row of the import table that a file falls under, with the room's own name in place of a `*`; null when under none. */
export function folderOf(file: string, rows: readonly string[]): string | null {
  const fits = rows.flatMap((row) => {
    const name = row.replace(/\/\*$/, '')
    if (file !== name && !file.startsWith(`${name}/`)) return []
    if (name === row) return [row]
    const [room, ...rest] = file.slice(name.length + 1).split('/')
    return rest.length > 0 ? [`${name}/${room}`] : []
  })
  return fits.toSorted((a, b) => b.length - a.length)[0] ?? null
}

/** Which folder imports which, tests aside. */
export function folderEdges(modules: readonly Module[], rows: readonly string[]): Edge[] {
  const edges = new Map<string, Edge>()
  for (const { source, dependencies } of modules) {
    const from = isTest(source) ? null : folderOf(source, rows)
    if (from === null || isTooling(from)) continue
    for (const { resolved, dependencyTypes } of dependencies) {
      const to = isTest(resolved) ? null : folderOf(resolved, rows)
      if (to === null || to === from) continue
      const isTypesOnly = dependencyTypes.includes('type-only') && (edges.get(`${from} ${to}`)?.isTypesOnly ?? true)
      edges.set(`${from} ${to}`, { from, to, isTypesOnly })
    }
  }
  return [...edges.values()].sort((a, b) => `${a.from} ${a.to}`.localeCompare(`${b.from} ${b.to}`))
}

/** Leaves out each arrow whose end can be reached by a longer way: what is left still shows who stands on whom. */
export function withoutShortcuts(edges: readonly Edge[]): Edge[] {
  const next = Map.groupBy(edges, ({ from }) => from)
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (next.get(from) ?? []).some((edge) => edge.to === to || (!seen.has(edge.to) && reaches(edge.to, to, seen.add(edge.to))))
  return edges.filter(({ from, to }) => !(next.get(from) ?? []).some((other) => other.to !== to && reaches(other.to, to)))
}

/** A Mermaid flowchart; a dotted arrow imports types and nothing that runs. */
export function mermaidOf(edges: readonly Edge[]): string {
  const folders = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort()
  const idOf = (folder: string) => folder.replaceAll(/\W/g, '_')
  return [
    '```mermaid',
    'flowchart TD',
    ...folders.map((folder) => `  ${idOf(folder)}["${folder}"]`),
    ...edges.map(({ from, to, isTypesOnly }) => `  ${idOf(from)} ${isTypesOnly ? '-.->' : '-->'} ${idOf(to)}`),
    '```',
  ].join('\n')
}

/** Whether docs/architecture.md shows the imports as they are; with `write` it is made to. */
export function checkImportGraph(root: string, modules: readonly Module[], write: boolean): string[] {
  const { may } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as { may: Record<string, string[]> }
  const file = join(root, page)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from === -1 || to < from) return [`${page} has lost the markers between which the import graph stands: ${start} and ${end}.`]
  const graph = mermaidOf(withoutShortcuts(folderEdges(modules, Object.keys(may))))
  const renewed = `${text.slice(0, from)}${start}\n${graph}\n${text.slice(to)}`
  if (renewed === text) return []
  if (!write) return [`${page} does not show the imports as they are. \`npm run check -- --write\` renews it.`]
  writeFileSync(file, renewed)
  return []
}
