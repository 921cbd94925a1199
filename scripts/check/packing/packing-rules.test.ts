import { expect, it } from 'vitest'
import { sizesInIco } from './icons.ts'
import { expand, type PackedFile, type Target } from './packed-files.ts'
import { budgetBytes, judgePacking, sizeReport } from './packing-rules.ts'

const macro = (name: string) => `$\{${name}}`
const linux: Target = { platform: 'linux', arch: 'x64' }
const whole = [
  'out/app/electron/main/main.js',
  'out/app/electron/preload/preload.cjs',
  'out/app/core/main.js',
  'out/app/core/engines/models/llama/llama-child.js',
  'out/app/core/engines/sandboxes/wasm/javascript/worker.js',
  'out/app/core/engines/storage/database-check/child.js',
  'out/renderer/index.html',
  'node_modules/better-sqlite3/prebuilds/linux-x64.node',
  'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/llama-addon.node',
  'node_modules/pyodide/pyodide.asm.wasm',
  'node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm',
  'node_modules/electron-updater/out/main.js',
  'resources/models/spark.gguf',
  'manifests/tools/calculator/tool.yml',
].map((path): PackedFile => ({ path, sizeBytes: 1_000 }))
const judge = (files: readonly PackedFile[]) => judgePacking(files, linux, true)
const also = (path: string, sizeBytes = 1) => judge([...whole, { path, sizeBytes }])

it('says nothing of an app that is whole', () => {
  expect(judge(whole)).toEqual([])
})

it('names each thing that an app cannot do without', () => {
  for (const [index] of whole.entries()) expect(judge(whole.toSpliced(index, 1)), whole[index]?.path).toHaveLength(1)
  // npm installs only what is for the platform it runs on.
  expect(
    judgePacking(
      whole.filter(({ path }) => !path.includes('llama-addon')),
      linux,
      false,
    ),
  ).toEqual([])
})

it.each([
  ['a test', 'out/app/core/a.test.js'],
  ['a source map', 'out/renderer/assets/index.js.map'],
  ['what tests are made with', 'out/app/core/sessions/testing/x.js'],
  ['a document', 'docs/architecture.md'],
  ['the database of another platform', 'node_modules/better-sqlite3/prebuilds/win32-x64.node'],
  ['the database of musl', 'node_modules/better-sqlite3/prebuilds/linuxmusl-x64.node'],
  ['llama.cpp of another platform', 'node_modules/@node-llama-cpp/linux-arm64/bins/x.node'],
  ['llama.cpp for graphics cards', 'node_modules/@node-llama-cpp/linux-x64-cuda/bins/x.node'],
  ['the sources of llama.cpp', 'node_modules/node-llama-cpp/llama/gitRelease.bundle'],
  ['a compiler', 'node_modules/@typescript/typescript-linux-x64/lib/tsc'],
])('refuses %s', (_, path) => {
  expect(also(path).join()).toContain(path)
})

it('holds a budget', () => {
  expect(also('resources/models/large.gguf', budgetBytes).join()).toContain('are allowed')
})

it('reports sizes by folder and by package, with what is left and the whole', () => {
  const report = sizeReport(
    [
      { path: 'node_modules/@a/b/c.js', sizeBytes: 2_000_000 },
      { path: 'node_modules/@a/b/d.js', sizeBytes: 1_000_000 },
      { path: 'out/app/x.js', sizeBytes: 500_000 },
    ],
    1,
  )
  expect(report.split('\n').map((line) => line.trim())).toEqual(['3.0 MB  node_modules/@a/b', '0.5 MB  1 more', '3.5 MB  together, 3 files'])
})

it('writes a platform as electron-builder does', () => {
  expect(expand(`a/${macro('platform')}-${macro('arch')}/${macro('os')}`, { platform: 'darwin', arch: 'arm64' })).toBe('a/darwin-arm64/mac')
})

it('reads the sizes in a Windows icon, where 0 is 256', () => {
  const ico = Buffer.alloc(6 + 2 * 16)
  ico.writeUInt16LE(2, 4)
  ico[6] = 16
  expect(sizesInIco(ico)).toEqual([16, 256])
})
