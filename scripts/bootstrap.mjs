// Runs on any Node >= 20 before anything is installed: plain JavaScript, no dependencies.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The project's own Node 24: the one that runs TypeScript sources directly. */
export const projectNode = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** Installs when node_modules does not hold what package-lock.json says, then runs a script of ours on the project's Node; returns its exit code. */
export async function runWithProjectNode(script, args = process.argv.slice(2)) {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) return fail(`Cortex needs Node 20 or later to start; this is ${process.version}. Get a newer one at https://nodejs.org.`)
  if (!(await ensureInstalled())) return 1
  return run(projectNode, ['--disable-warning=ExperimentalWarning', join(root, script), ...args])
}

async function ensureInstalled() {
  if (isInstalled() && existsSync(projectNode)) return true
  const startedAt = Date.now()
  if (!isInstalled()) {
    console.error('Installing what package-lock.json lists (once; a minute or two) …')
    // No install scripts: the only one that matters is run below, whatever this npm's own rules are.
    const code = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
    if (code !== 0) return !fail('npm ci failed. Its own message is above; check the network or the proxy and run the same command again.')
  }
  if (!existsSync(projectNode)) {
    const folder = join(root, 'node_modules/node')
    const code = await run(process.execPath, ['--no-deprecation', join(folder, 'installArchSpecificPackage.js')], { cwd: folder, toStderr: true })
    if (code !== 0 || !existsSync(projectNode)) return !fail('Node 24 for this platform could not be fetched from the npm registry.')
  }
  console.error(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
  return true
}

/**
 * npm writes what it installed into node_modules/.package-lock.json as its last act. Installed means that every package
 * in there has the version of package-lock.json and that none is missing, optional ones aside.
 */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
    const found = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '') return true
      const there = found[path]
      return there ? there.version === entry.version : entry.optional === true || entry.devOptional === true || entry.peer === true
    })
  } catch {
    return false
  }
}

function npm(args) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], { toStderr: true })
  // npm.cmd can only be started through a shell; the arguments are ours and hold nothing to quote.
  return run('npm', args, { toStderr: true, shell: process.platform === 'win32' })
}

/** Ctrl-C reaches the child by itself (same terminal); what is sent to this process alone is passed on. Ends when the child has ended. */
function run(command, args, { cwd = process.cwd(), toStderr = false, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, shell, stdio: ['inherit', toStderr ? process.stderr : 'inherit', 'inherit'] })
    const pass = (signal) => child.kill(signal)
    const ignore = () => {}
    // npm that is told to end leaves its script behind without a word.
    const parent = process.ppid
    const watch = setInterval(() => process.ppid !== parent && pass('SIGTERM'), 500)
    if (!process.env.npm_lifecycle_event) clearInterval(watch)
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', ignore)
    const done = (code) => {
      clearInterval(watch)
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', ignore)
      resolve(code)
    }
    child.on('error', (error) => done(fail(`${command} could not be started: ${error.message}`)))
    child.on('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

function fail(message) {
  console.error(message)
  return 1
}
