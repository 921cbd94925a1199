import { expect, it } from 'vitest'
import { stripTypes } from './strip-types.ts'

it('points imports, re-exports and child entry points to the compiled file', () => {
  const source = [
    "import { a } from './a.ts'",
    "import type { B } from '../b.ts'",
    "export * from './deep/c.ts'",
    "const later = () => import('./d.ts')",
    "const child = new URL('./llama-child.ts', import.meta.url)",
    "const worker = new URL('javascript/worker.ts', base)",
    "const preload = './preload.cts'",
  ].join('\n')
  const output = stripTypes(source, () => true)
  expect(output).toContain("from './a.js'")
  expect(output).not.toContain('b.ts')
  expect(output).toContain("from './deep/c.js'")
  expect(output).toContain("import('./d.js')")
  expect(output).toContain("new URL('./llama-child.js', import.meta.url)")
  expect(output).toContain("new URL('javascript/worker.js', base)")
  expect(output).toContain("'./preload.cjs'")
})

it('leaves what is no source of ours alone and keeps every line in its place', () => {
  const source = "type A = {\n  b: string\n}\nimport data from 'x/y.ts'\nconst text = 'see a.ts'\nconst file = './manifest.yaml'\nimport './here.ts'"
  const output = stripTypes(source, (path) => path === './here.ts')
  expect(output.split('\n')).toHaveLength(7)
  expect(output).toContain("'x/y.ts'")
  expect(output).toContain("'see a.ts'")
  expect(output).toContain("'./manifest.yaml'")
  expect(output).toContain("'./here.js'")
})
