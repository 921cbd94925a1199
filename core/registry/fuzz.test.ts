import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findCycles } from './cycles.ts'
import { parseManifest } from './parse/manifest.ts'

const seeds = [
  'tools/http_request/tool.yml',
  'relics/kv_store/relic.yml',
  'code_forge/monument.yml',
  'workflows/data_pipeline/workflow.yml',
  'agents/summarizer/agent.md',
].map((name) => ({
  name: name.split('/').at(-1) ?? '',
  text: readFileSync(fileURLToPath(new URL(`./fixtures/manifests/${name}`, import.meta.url)), 'utf8'),
}))

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  insert: fc.oneof(
    fc.constantFrom(
      '',
      '\n',
      '\t',
      ': ',
      '- ',
      '[',
      '}',
      '"',
      "'",
      '&a ',
      '*a',
      '#',
      '|',
      '!!x ',
      '---\n',
      '...\n',
      '? ',
      '\u0000',
      '\uFEFF',
      '\r\n',
      'é😀',
      '__proto__: 1\n',
      'constructor: x\n',
      '{}',
      '[]',
      'null',
      '-1',
      '1e999',
    ),
    fc.string({ maxLength: 20 }),
  ),
})

test('however a good manifest is mangled: nothing throws, and every problem has a place inside the file', () => {
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 5 }), (seed, mutations) => {
      let { text } = seed
      for (const { at, length, insert } of mutations) {
        const start = Math.floor(at * text.length)
        text = text.slice(0, start) + insert + text.slice(start + length)
      }
      const parsed = parseManifest('/f', seed.name, text)
      if (!parsed) return
      expect(parsed.manifest !== null || parsed.problems.length > 0).toBe(true)
      const lines = text.split('\n')
      for (const { line, column, endColumn, message } of parsed.problems) {
        expect(message).not.toBe('')
        expect(line).toBeGreaterThanOrEqual(1)
        expect(line).toBeLessThanOrEqual(lines.length)
        const width = lines[line - 1]?.length ?? 0
        expect(column).toBeGreaterThanOrEqual(1)
        expect(column).toBeLessThanOrEqual(width + 1)
        if (endColumn !== undefined) {
          expect(endColumn).toBeGreaterThan(column)
          expect(endColumn).toBeLessThanOrEqual(width + 1)
        }
      }
    }),
    { numRuns: 1_500 },
  )
})

test('every node on a cycle is found with a way round that exists, and no other', () => {
  const graphs = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 14 })
  fc.assert(
    fc.property(graphs, (pairs) => {
      const edges = new Map<string, string[]>()
      for (const [from, to] of pairs) edges.set(String(from), [...(edges.get(String(from)) ?? []), String(to)])
      const nodes = Array.from({ length: 8 }, (_, index) => String(index))
      const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
        (edges.get(from) ?? []).some((next) => next === to || (!seen.has(next) && seen.add(next) && reaches(next, to, seen)))
      const cycles = findCycles(nodes, (node) => edges.get(node) ?? [])
      expect([...cycles.keys()].sort()).toEqual(nodes.filter((node) => reaches(node, node)))
      for (const [node, way] of cycles) {
        expect(way[0]).toBe(node)
        expect(way.at(-1)).toBe(node)
        for (let index = 1; index < way.length; index++) expect(edges.get(way[index - 1] ?? '')).toContain(way[index])
      }
    }),
  )
})

test('a circle of thousands is told from each of its nodes, by its ends', () => {
  const size = 5_000
  const nodes = Array.from({ length: size }, (_, index) => String(index))
  const cycles = findCycles(nodes, (node) => [String((Number(node) + 1) % size)])
  expect(cycles.size).toBe(size)
  for (const [node, way] of cycles) {
    expect([way[0], way.at(-1)]).toEqual([node, node])
    const before = String((Number(node) + size - 1) % size)
    expect([way[1], way.at(-2)]).toEqual([String((Number(node) + 1) % size), before])
    expect(way).toHaveLength(15)
  }
})
