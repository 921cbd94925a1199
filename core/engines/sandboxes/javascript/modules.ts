import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { posix } from 'node:path'
import type { ConfinedFiles } from '../confined-files.ts'

/** Node's modules that a script may import, and the guest file that stands for each. */
const builtins: Record<string, string> = {
  buffer: 'text.js',
  crypto: 'crypto.js',
  events: 'events.js',
  fs: 'files.js',
  'fs/promises': 'files-promises.js',
  module: 'module.js',
  os: 'os.js',
  path: 'path.js',
  'path/posix': 'path.js',
  process: 'process.js',
  readline: 'readline.js',
  'stream/consumers': 'stream-consumers.js',
  timers: 'timers.js',
  'timers/promises': 'timers-promises.js',
  url: 'url.js',
  util: 'util.js',
}
const own = 'cortex:'

/** Where a name imported by `importer` leads: `cortex:file.js` (a guest file), or a path such as /tool/lib.js. Throws in plain words. */
export function resolveModule(importer: string, name: string, files: ConfinedFiles | null): string {
  if (importer.startsWith(own)) return own + posix.normalize(name)
  const builtin = builtins[name.replace(/^node:/, '')]
  if (builtin) return own + builtin
  if (name.startsWith('node:')) {
    throw new Error(`${name} is not available in the wasm sandbox. Available: ${Object.keys(builtins).join(', ')}.`)
  }
  if (!/^(\.{0,2}\/|file:)/.test(name)) {
    throw new Error(
      `'${name}' is not available in the wasm sandbox: it has no packages, only the tool's own files and ${Object.keys(builtins).join(', ')}.`,
    )
  }
  const plain = name.startsWith('file:') ? decodeURIComponent(new URL(name).pathname) : name
  const path = posix.resolve(posix.dirname(importer), plain)
  const found = [path, `${path}.js`, `${path}.cjs`, `${path}.json`, `${path}/index.js`].find(
    (one) => files?.exists(one) && files.status(one).type === 'file',
  )
  if (!found) throw new Error(`Cannot find module '${name}' imported from ${importer}`)
  return found
}

const readText = (path: string, files: ConfinedFiles) => {
  const text = files
    .read(path)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/^#!.*/, '')
  return /\.[mc]?ts$/.test(path) ? stripTypeScriptTypes(text) : text
}

const guestSources = new Map<string, string>()

/** Source text of a resolved module, as an ES module. `guestFolder` holds the sandbox's own files. */
export function moduleSource(resolved: string, guestFolder: URL, files: ConfinedFiles | null): string {
  if (resolved.startsWith(own)) {
    const name = resolved.slice(own.length)
    const source = guestSources.get(name) ?? readFileSync(new URL(name, guestFolder), 'utf8')
    guestSources.set(name, source)
    return source
  }
  if (!files) throw new Error(`${resolved} is not there`)
  if (resolved.endsWith('.json')) return `export default ${JSON.stringify(JSON.parse(files.read(resolved).toString('utf8')))}`
  const source = readText(resolved, files)
  if (resolved.endsWith('.cjs') || (!/^\s*(import|export)\b/m.test(source) && /\bexports\b/.test(source))) {
    return `import { createRequire } from 'node:module'; export default createRequire(${JSON.stringify(resolved)})(${JSON.stringify(resolved)})`
  }
  const meta = { url: `file://${encodeURI(resolved)}`, filename: resolved, dirname: posix.dirname(resolved) }
  // On the first line, so that line numbers in errors stay those of the file.
  return `Object.assign(import.meta, ${JSON.stringify(meta)});${watched(source)}`
}

/** A CommonJS file as the expression of the function that runs it. */
export const commonJsSource = (path: string, files: ConfinedFiles): string =>
  `(function (exports, require, module, __filename, __dirname) {${watched(readText(path, files))}\n})`

/**
 * QuickJS cannot report a rejected promise that nobody handles, so `main()` alone on a line would fail in silence. Such lines at the
 * left margin, and immediately called async functions, get their promise watched. Everything else stays as written.
 */
const watched = (source: string): string =>
  source
    .replace(
      /^(?!(?:if|for|while|switch|function|return|with|import)\b)([A-Za-z_$][\w$]*\((?:[^()`'"]|'[^'\n]*'|"[^"\n]*")*\));?[ \t]*$/gm,
      '__watch($1);',
    )
    .replace(/^;?(\(async\b(?:(?!^\S)[\s\S])*?^\}\)\([^()\n]*\));?[ \t]*$/gm, ';__watch($1);')
