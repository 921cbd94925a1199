import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { withLock } from './lock.ts'
import { digestFiles, listFiles } from './project-files.ts'
import { stripTypes } from './strip-types.ts'

/** `renderer`: the page, by vite. `app`: core and Electron's side as plain JavaScript, needed only by the desktop app. */
export type BuildPart = 'renderer' | 'app'

const isTest = (path: string) => /\.(test|testsuite)\.tsx?$|\/testing\//.test(path)
const isSource = (path: string) => /\.c?ts$/.test(path) && !path.endsWith('.d.ts') && !isTest(path)

const inputs: Record<BuildPart, (root: string) => string[]> = {
  renderer: (root) => [
    ...listFiles(root, ['renderer'], (path) => !isTest(path)),
    ...listFiles(root, ['core/contract', 'core/kernel'], isSource),
    'package-lock.json',
  ],
  app: (root) => [
    ...listFiles(root, ['core', 'electron'], (path) => isSource(path) || isAsset(path)),
    'scripts/build/strip-types.ts',
    'package.json',
  ],
}

/** Files that code reads from beside itself. */
const isAsset = (path: string) => /\.(json|py|js|mjs|cjs|sql|wasm)$/.test(path)

/** Builds what changed since its last build, one process at a time; returns the parts that were built. Throws with the tool's own output when a build fails. */
export async function buildChanged(root: string, parts: readonly BuildPart[]): Promise<BuildPart[]> {
  mkdirSync(join(root, 'out'), { recursive: true })
  const isStale = (part: BuildPart) => stampOf(root, part) !== digestFiles(root, inputs[part](root)) || !existsSync(join(root, 'out', part))
  if (!parts.some(isStale)) return []
  return withLock(join(root, 'out/.lock'), async () => {
    const built: BuildPart[] = []
    for (const part of parts.filter(isStale)) {
      const digest = digestFiles(root, inputs[part](root))
      const fresh = join(root, 'out', `.${part}.new`)
      rmSync(fresh, { recursive: true, force: true })
      if (part === 'renderer') await buildRenderer(root, fresh)
      else compile(root, fresh)
      replaceFolder(fresh, join(root, 'out', part))
      writeFileSync(stampFile(root, part), digest)
      built.push(part)
    }
    return built
  })
}

const stampFile = (root: string, part: BuildPart) => join(root, 'out', `.${part}.stamp`)
const stampOf = (root: string, part: BuildPart) => (existsSync(stampFile(root, part)) ? readFileSync(stampFile(root, part), 'utf8') : null)

/** Two renames: whoever serves the folder meanwhile sees the old page or the new one, never half of each. */
function replaceFolder(fresh: string, target: string) {
  const old = `${target}.old`
  rmSync(old, { recursive: true, force: true })
  if (existsSync(target)) renameSync(target, old)
  renameSync(fresh, target)
  rmSync(old, { recursive: true, force: true })
}

/** File by file, each in its place, so that every relative path of the sources holds in the build too. */
function compile(root: string, target: string) {
  const files = new Set(listFiles(root, ['core', 'electron'], (name) => isSource(name) || isAsset(name)))
  for (const path of files) {
    const output = join(target, path.replace(/\.(c?)ts$/, '.$1js'))
    mkdirSync(dirname(output), { recursive: true })
    if (isSource(path))
      writeFileSync(
        output,
        stripTypes(readFileSync(join(root, path), 'utf8'), (to) => files.has(posix.join(posix.dirname(path), to))),
      )
    else copyFileSync(join(root, path), output)
  }
  // Core reads its version from the package.json above it.
  const { name, version, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>
  writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name, version, type })}\n`)
}

async function buildRenderer(root: string, outDir: string) {
  if (!existsSync(join(root, 'renderer/vite.config.ts'))) throw new Error('There is no renderer/vite.config.ts to build the page from.')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', '-c', 'renderer/vite.config.ts', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn']
  const { code, output } = await runQuietly(process.execPath, args, root)
  if (code !== 0 || !existsSync(join(outDir, 'index.html'))) throw new Error(`The renderer could not be built:\n${output}`)
}

function runQuietly(command: string, args: string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    // A test that builds, too, builds what people get: React for developers is several times slower.
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject).on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
