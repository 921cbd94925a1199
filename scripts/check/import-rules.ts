import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from '../build/project-files.ts'
import { run } from '../test/run.ts'

const folders = ['core', 'electron', 'renderer', 'scripts', 'bench', 'e2e']

export type Module = { source: string; dependencies: { resolved: string; dependencyTypes: string[] }[] }

/**
 * Runs dependency-cruiser over the table in .dependency-cruiser.cjs. It reads TypeScript through @swc/core; without that it
 * finds no modules and passes, so having seen fewer modules than there are files is a failure of its own.
 */
export async function checkImports(root: string): Promise<{ problems: string[]; modules: Module[] }> {
  const present = folders.filter((folder) => existsSync(join(root, folder)))
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const args = ['--import', join(root, 'scripts/check/swc-using.ts'), cli, ...present, '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  const { output, code } = await run(process.execPath, args, { cwd: root, timeoutMs: 120_000, maxOutput: 200_000_000 })
  const json = output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)
  if (!json) return { problems: [`dependency-cruiser ended with code ${code}: ${output.slice(-500)}`], modules: [] }
  const { modules, summary } = JSON.parse(json) as {
    modules: Module[]
    summary: { violations: { from: string; to: string; rule: { name: string } }[] }
  }
  const seen = new Set(modules.map((module) => module.source))
  const unseen = listFiles(root, present, (path) => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts')).filter((file) => !seen.has(file))
  const problems = [
    ...summary.violations.map(({ from, to, rule }) => `${from} -> ${to} (${rule.name})`),
    ...(unseen.length > 0 ? [`${unseen.length} files were not looked at, among them ${unseen.slice(0, 3).join(', ')}. Is @swc/core installed?`] : []),
  ]
  return { problems, modules }
}
