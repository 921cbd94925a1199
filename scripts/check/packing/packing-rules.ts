import type { PackedFile, Target } from './packed-files.ts'

/** What an installed app cannot do without. `here`: only where the build runs on that platform, since npm installs no others. */
const needed: { why: string; is: (path: string, target: Target) => boolean; here?: true }[] = [
  { why: 'the start of the desktop app', is: (path) => path === 'out/app/electron/main/main.js' },
  { why: 'the preload script', is: (path) => path === 'out/app/electron/preload/preload.cjs' },
  { why: 'core', is: (path) => path === 'out/app/core/main.js' },
  { why: 'the child process of llama.cpp', is: (path) => /^out\/app\/core\/engines\/models\/.*child\.js$/.test(path) },
  { why: 'the workers of sandboxes', is: (path) => /^out\/app\/core\/engines\/sandboxes\/.*worker\.js$/.test(path) },
  { why: 'the check of databases', is: (path) => path === 'out/app/core/engines/storage/database-check/child.js' },
  { why: 'the page', is: (path) => path === 'out/renderer/index.html' },
  {
    why: 'the database of this platform',
    is: (path, { platform, arch }) => path === `node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node`,
  },
  {
    why: 'llama.cpp of this platform',
    is: (path, target) => path.startsWith(`node_modules/@node-llama-cpp/${llamaName(target)}`) && path.endsWith('.node'),
    here: true,
  },
  { why: 'Python', is: (path) => path === 'node_modules/pyodide/pyodide.asm.wasm' },
  { why: 'JavaScript for tools', is: (path) => /^node_modules\/@jitl\/quickjs-wasmfile-release-sync\/.*\.wasm$/.test(path) },
  { why: 'updates', is: (path) => path === 'node_modules/electron-updater/out/main.js' },
  { why: 'the built-in model', is: (path) => path === 'resources/models/spark.gguf' },
  { why: 'the manifests that ship', is: (path) => path.startsWith('manifests/tools/') },
]

/** What has no business in an installed app. */
const refused: { why: string; is: (path: string, target: Target) => boolean }[] = [
  { why: 'a test', is: (path) => /\.(test|testsuite|spec)\.[cm]?[jt]sx?$/.test(path) && !path.startsWith('manifests/') },
  { why: 'made up for tests', is: (path) => /^out\/.*\/(testing|fixtures)\//.test(path) },
  { why: 'a source map', is: (path) => path.endsWith('.map') },
  { why: 'a source in TypeScript', is: (path) => /\.[cm]?tsx?$/.test(path) && path.startsWith('out/') },
  { why: 'documentation of the project', is: (path) => /^(docs|e2e|bench|scripts)\//.test(path) },
  {
    why: 'the database of another platform',
    is: (path, { platform, arch }) => /better-sqlite3\/prebuilds\//.test(path) && !path.endsWith(`/${platform}-${arch}.node`),
  },
  { why: 'sources of the database', is: (path) => /^node_modules\/better-sqlite3\/(deps|src)\//.test(path) },
  {
    why: 'llama.cpp of another platform',
    is: (path, target) => /^node_modules\/@node-llama-cpp\//.test(path) && !path.startsWith(`node_modules/@node-llama-cpp/${llamaName(target)}`),
  },
  { why: 'llama.cpp for graphics cards', is: (path) => /^node_modules\/@node-llama-cpp\/[^/]*-(cuda|vulkan)/.test(path) },
  { why: 'what builds llama.cpp', is: (path) => path.endsWith('gitRelease.bundle') },
  { why: 'a compiler', is: (path) => /^node_modules\/(typescript|@typescript|vite|electron|electron-builder|@swc|@types)\//.test(path) },
]

export const llamaName = ({ platform, arch }: Target): string => `${{ linux: 'linux', darwin: 'mac', win32: 'win' }[platform]}-${arch}`
export const targetName = ({ platform, arch }: Target): string => `${platform}-${arch}`

/** What a whole app may weigh without Electron itself: a budget that a slip, such as a compiler packed along, runs over. */
export const budgetBytes = 170_000_000

/** A sentence for each thing that is missing, does not belong there, or weighs too much. */
export function judgePacking(files: readonly PackedFile[], target: Target, isHere: boolean): string[] {
  const name = targetName(target)
  const missing = needed
    .filter(({ is, here }) => (isHere || !here) && !files.some(({ path }) => is(path, target)))
    .map(({ why }) => `${name}: ${why} is missing.`)
  const wrong = refused.flatMap(({ why, is }) => {
    const found = files.filter(({ path }) => is(path, target))
    return found.length === 0 ? [] : [`${name}: ${found.length} files are ${why}, such as ${found[0]?.path}.`]
  })
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const heavy = total > budgetBytes ? [`${name}: ${megabytes(total)} are packed, and ${megabytes(budgetBytes)} are allowed.`] : []
  return [...missing, ...wrong, ...heavy]
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

/** Sizes by folder, the largest first, as a table of text; packages of node_modules by name. */
export function sizeReport(files: readonly PackedFile[], rows = 14): string {
  const sizes = new Map<string, number>()
  for (const { path, sizeBytes } of files) {
    const group = /^(node_modules\/(@[^/]+\/)?[^/]+|[^/]+\/[^/]+|[^/]+)/.exec(path)?.[0] ?? path
    sizes.set(group, (sizes.get(group) ?? 0) + sizeBytes)
  }
  const sorted = [...sizes].sort((a, b) => b[1] - a[1])
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const rest = sorted.slice(rows).reduce((sum, [, bytes]) => sum + bytes, 0)
  const lines: [string, number][] = [
    ...sorted.slice(0, rows),
    [`${Math.max(0, sorted.length - rows)} more`, rest],
    [`together, ${files.length} files`, total],
  ]
  return lines.map(([label, bytes]) => `${megabytes(bytes).padStart(10)}  ${label}`).join('\n')
}
