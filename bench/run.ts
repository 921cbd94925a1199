import { arch, cpus, platform, totalmem } from 'node:os'
import { type Bench, type Figure, isKept } from './figure.ts'

const all = {
  append: () => import('./append.ts'),
  'last-page': () => import('./last-page.ts'),
  search: () => import('./search.ts'),
  manifests: () => import('./manifests.ts'),
  tokens: () => import('./tokens.ts'),
  memory: () => import('./memory.ts'),
  renderer: () => import('./renderer.ts'),
  images: () => import('./images.ts'),
  tools: () => import('./tools.ts'),
  scroll: () => import('./scroll.ts'),
  stream: () => import('./stream.ts'),
  'first-prompt': () => import('./first-prompt.ts'),
  heap: () => import('./heap.ts'),
} satisfies Record<string, () => Promise<{ default: Bench }>>

const asked = process.argv.slice(2).filter((word) => word !== '--json')
const unknown = asked.filter((name) => !(name in all))
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}. There are: ${Object.keys(all).join(', ')}.`)
  process.exit(2)
}

const figures: Figure[] = []
for (const [name, load] of Object.entries(all)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  figures.push(...(await (await load()).default.measure()))
}

const machine = {
  platform: platform(),
  arch: arch(),
  cpus: cpus().length,
  cpu: cpus()[0]?.model.trim(),
  memoryBytes: totalmem(),
  node: process.version,
}
console.log(JSON.stringify({ machine, figures }, null, 2))
if (!process.argv.includes('--json')) printTable()
if (!figures.every(isKept)) process.exitCode = 1

function printTable(): void {
  const rows = figures.map((one) => [
    one.name,
    `${Math.round(one.value * 1000) / 1000} ${one.unit}`.trim(),
    one.limit ? `${one.limit.is} ${one.limit.value}` : '',
    one.limit ? (isKept(one) ? 'kept' : 'BROKEN') : '',
    one.how,
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}
