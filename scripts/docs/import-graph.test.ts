import { expect, it } from 'vitest'
import { folderEdges, folderOf, mermaidOf, withoutShortcuts } from './import-graph.ts'

const rows = ['core/kernel', 'core/engines/*', 'core/main.ts', 'core/api', 'core/api/cli', 'scripts']
const module = (source: string, ...imports: [string, ...string[]][]) => ({
  source,
  dependencies: imports.map(([resolved, ...dependencyTypes]) => ({ resolved, dependencyTypes })),
})

it('puts a file under the longest row, and a room under its own name', () => {
  expect(folderOf('core/api/cli/print.ts', rows)).toBe('core/api/cli')
  expect(folderOf('core/api/router.ts', rows)).toBe('core/api')
  expect(folderOf('core/engines/storage/port.ts', rows)).toBe('core/engines/storage')
  expect(folderOf('core/main.ts', rows)).toBe('core/main.ts')
  expect(folderOf('node_modules/zod/index.js', rows)).toBeNull()
})

it('counts neither tests nor tooling, and tells types from what runs', () => {
  const edges = folderEdges(
    [
      module('core/api/a.ts', ['core/kernel/ids.ts', 'type-only'], ['core/engines/storage/port.ts', 'type-only']),
      module('core/api/b.ts', ['core/kernel/ids.ts', 'import']),
      module('core/api/a.test.ts', ['core/main.ts', 'import']),
      module('scripts/check.ts', ['core/main.ts', 'import']),
    ],
    rows,
  )
  expect(edges).toEqual([
    { from: 'core/api', to: 'core/engines/storage', isTypesOnly: true },
    { from: 'core/api', to: 'core/kernel', isTypesOnly: false },
  ])
})

it('leaves an arrow out when a longer way leads there, and draws the rest', () => {
  const edge = (from: string, to: string, isTypesOnly = false) => ({ from, to, isTypesOnly })
  const edges = withoutShortcuts([edge('core/main.ts', 'core/api'), edge('core/main.ts', 'core/kernel'), edge('core/api', 'core/kernel', true)])
  expect(mermaidOf(edges)).toBe(
    [
      '```mermaid',
      'flowchart TD',
      '  core_api["core/api"]',
      '  core_kernel["core/kernel"]',
      '  core_main_ts["core/main.ts"]',
      '  core_main_ts --> core_api',
      '  core_api -.-> core_kernel',
      '```',
    ].join('\n'),
  )
})
