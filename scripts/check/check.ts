import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkImportGraph } from '../docs/import-graph.ts'
import { run } from '../test/run.ts'
import { checkImports, type Module } from './import-rules.ts'
import { checkImportTable } from './import-table.ts'
import { checkLockFile } from './lock-file.ts'
import { findLongFiles } from './long-files.ts'

const root = dirname(dirname(import.meta.dirname))
const write = process.argv.includes('--write')
const bin = (path: string) => join(root, 'node_modules', path)

/** Runs one tool of node_modules; its output is the problem when it fails. */
const tool =
  (path: string, ...args: string[]) =>
  async (): Promise<string[]> => {
    const { code, output } = await run(process.execPath, [bin(path), ...args], { cwd: root, timeoutMs: 180_000 })
    return code === 0 ? [] : [output.trim() || `ended with code ${code}`]
  }

/** Read by the check of the imports, drawn by the one of the graph. */
let modules: Module[] = []

const parts: { name: string; check: () => Promise<string[]> }[] = [
  { name: 'format and lint', check: tool('@biomejs/biome/bin/biome', 'check', '--max-diagnostics=50', ...(write ? ['--write'] : []), '.') },
  { name: 'types', check: tool('typescript/bin/tsc', '-p', '.') },
  // The page, the journeys through it and the benches of it see a browser's globals; nothing else does.
  ...['renderer', 'e2e', 'bench']
    .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))
    .map((folder) => ({ name: `types of ${folder}`, check: tool('typescript/bin/tsc', '-p', folder) })),
  {
    name: 'imports',
    async check() {
      const found = await checkImports(root)
      modules = found.modules
      return found.problems
    },
  },
  { name: 'import table in core/README.md', check: async () => checkImportTable(root, write) },
  { name: 'import graph in docs/architecture.md', check: async () => (modules.length > 0 ? checkImportGraph(root, modules, write) : []) },
  { name: 'dead code', check: tool('knip/bin/knip.js', '--no-progress') },
  { name: 'lock file', check: async () => checkLockFile(root) },
  { name: 'file length', check: async () => findLongFiles(root) },
]

const results: { name: string; problems: string[]; durationMs: number }[] = []
for (const { name, check } of parts) {
  const startedAt = Date.now()
  const problems = await check().catch((error: Error) => [error.stack ?? error.message])
  results.push({ name, problems, durationMs: Date.now() - startedAt })
}
for (const { name, problems } of results) if (problems.length > 0) console.log(`\n== ${name} ==\n${problems.join('\n')}`)
console.log('')
for (const { name, problems, durationMs } of results)
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'}  ${name} (${(durationMs / 1000).toFixed(1)} s)`)
process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0
