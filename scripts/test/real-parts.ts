import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { installFromDebian, onPath } from '../docker/packages.ts'
import { baseImageEnv, setUpEngine } from '../docker/set-up.ts'
import { findElectron, whyNoWindow } from '../start/electron-executable.ts'
import { run } from './run.ts'

/** A real thing the tests run against. `isThere: false` comes with the reason in `detail`. */
export type RealPart = { title: string; isThere: boolean; detail: string }

/**
 * What this machine offers; `chromium` is the executable's path, null when there is none. `env` is what suites are to be told of it;
 * `whyNoEngine` is null when there is a container engine with images to build on.
 */
export type RealParts = { chromium: string | null; whyNoEngine: string | null; env: Record<string, string>; parts: RealPart[] }

/**
 * Looks for the real parts, and fetches what is absent from Debian's archive where this process is root on it: Chromium, Python, Docker and
 * what its images are made of.
 */
export async function findRealParts(root: string, wants: { chromium: boolean; engine: boolean }): Promise<RealParts> {
  const require = createRequire(join(root, 'package.json'))
  const python = await findPython(root)
  const chromium = wants.chromium ? await findOrInstallChromium(root) : { path: findChromium(), why: 'not looked for' }
  const engine = wants.engine ? await setUpEngine(root) : { baseImages: null, detail: 'not looked for' }
  const part = (title: string, detail: string | null, why = ''): RealPart => ({ title, isThere: detail !== null, detail: detail ?? why })
  return {
    chromium: chromium.path,
    whyNoEngine: engine.baseImages ? null : engine.detail,
    env: { ...(chromium.path && { CHROMIUM_PATH: chromium.path }), ...baseImageEnv(engine.baseImages) },
    parts: [
      part('Node', process.version),
      sqlite(require),
      llama(root),
      part('Chromium', chromium.path && (await versionOf(root, chromium.path)), chromium.why),
      part('Electron', findElectron(root), 'no executable in node_modules/electron/dist or ELECTRON_OVERRIDE_DIST_PATH'),
      part('Display', whyNoWindow() === null ? 'a window can be opened' : null, whyNoWindow() ?? ''),
      part('Container engine', engine.baseImages && engine.detail, engine.detail),
      part('Python', python && (await versionOf(root, python)), 'no python3 on PATH'),
    ],
  }
}

function sqlite(require: NodeJS.Require): RealPart {
  try {
    const Database = require('better-sqlite3') as typeof import('better-sqlite3')
    const database = new Database(':memory:')
    const { version } = database.prepare('select sqlite_version() as version').get() as { version: string }
    database.close()
    return { title: 'SQLite', isThere: true, detail: version }
  } catch (error) {
    return { title: 'SQLite', isThere: false, detail: (error as Error).message }
  }
}

function llama(root: string): RealPart {
  const model = join(root, 'resources/models/spark.gguf')
  const binaries = join(root, 'node_modules/@node-llama-cpp')
  if (!existsSync(model)) return { title: 'llama.cpp + model', isThere: false, detail: 'resources/models/spark.gguf is missing' }
  if (!existsSync(binaries)) return { title: 'llama.cpp + model', isThere: false, detail: 'node-llama-cpp has no binary for this platform' }
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/node-llama-cpp/package.json'), 'utf8')) as { version: string }
  return {
    title: 'llama.cpp + model',
    isThere: true,
    detail: `node-llama-cpp ${version}, spark.gguf (${(statSync(model).size / 1e6).toFixed(1)} MB)`,
  }
}

function findChromium(): string | null {
  const places =
    process.platform === 'darwin'
      ? ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']
      : process.platform === 'win32'
        ? [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
            .filter((folder) => folder !== undefined)
            .map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe'))
        : []
  const named = process.env.CHROMIUM_PATH
  if (named) return existsSync(named) ? named : null
  return onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) ?? places.find((path) => existsSync(path)) ?? null
}

async function findOrInstallChromium(root: string): Promise<{ path: string | null; why: string }> {
  const found = findChromium()
  if (found) return { path: found, why: '' }
  const why = await installFromDebian(root, ['chromium'])
  return { path: findChromium(), why: why ?? 'Chromium is not where it should be after its installation' }
}

async function findPython(root: string): Promise<string | null> {
  const found = onPath(['python3', 'python'])
  if (found) return found
  await installFromDebian(root, ['python3'])
  return onPath(['python3'])
}

async function versionOf(root: string, executable: string): Promise<string> {
  const { code, output } = await run(executable, ['--version'], { cwd: root, timeoutMs: 20_000 })
  const line = output.split('\n').find((text) => /\d+\.\d+/.test(text) && !text.includes('unexpected'))
  return code === 0 && line ? line.trim() : executable
}
