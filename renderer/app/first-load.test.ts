import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'vite'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** What a module takes along when it is loaded: its imports that are neither types nor made later. */
function importsOf(path: string): string[] {
  const { staticImports, staticExports } = parseSync(path, readFileSync(path, 'utf8')).module
  return [
    ...staticImports.filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType)).map((each) => each.moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.flatMap((each) => (each.moduleRequest && !each.isType ? [each.moduleRequest.value] : []))),
  ]
}

/** The files and packages that are there before the first screen is drawn, each with the file that asks for it first. */
function firstLoad(...entries: string[]): Map<string, string | null> {
  const found = new Map<string, string | null>()
  const add = (name: string, from: string | null) => {
    if (found.has(name)) return
    found.set(name, from)
    const path = join(root, name)
    if (!/\.tsx?$/.test(name) || !existsSync(path)) return
    for (const each of importsOf(path)) add(each.startsWith('.') ? relative(root, join(dirname(path), each)) : each, name)
  }
  for (const entry of entries) add(entry, null)
  return found
}

const loaded = firstLoad('renderer/app/main.ts', 'renderer/app/start.tsx')

it('follows the imports of the start to what they lead to', () => {
  expect([...loaded.keys()]).toEqual(
    expect.arrayContaining(['react-dom/client', 'renderer/features/chats/composer.tsx', 'renderer/app/messages.ts', 'core/contract/limits.ts']),
  )
})

it.each([
  ['the schemas of the contract', /^(zod|@orpc\/contract)\b/],
  ['another language than English', /^renderer\/app\/german\//],
  ['what draws code in colours, formulas and diagrams', /^(rehype-highlight|highlight\.js|katex|mermaid)\b/],
  ['what draws Markdown', /^(react-markdown|micromark|mdast|remark|rehype|unified)/],
  ['the editor', /^@(codemirror|lezer)\//],
  ['the graphs', /^(@xyflow|@dagrejs)\//],
  ['screens other than that of a new chat', /-screen\.tsx$(?<!new-chat-screen\.tsx)/],
  ['sheets that add to the library', /^renderer\/features\/install\/[\w-]+-sheet\.tsx$/],
])('loads the start without %s', (_, pattern) => {
  expect([...loaded].filter(([name]) => pattern.test(name)).map(([name, from]) => `${from} imports ${name}`)).toEqual([])
})
