import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe', linux: 'electron' }
const downloadDeadlineMs = 180_000
const retryAfterMs = 24 * 3_600_000

/** The executable that is already here: from ELECTRON_OVERRIDE_DIST_PATH, else from the electron package; null when there is none. */
export function findElectron(root: string, env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string | null {
  const name = names[platform]
  if (!name) return null
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH || join(root, 'node_modules/electron/dist'), name)
  return existsSync(path) ? path : null
}

/** Why a window cannot be opened here whatever is installed, as half a sentence; null when it can. */
export function whyNoWindow(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  userId = process.getuid?.(),
): string | null {
  if (platform !== 'linux') return null
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display'
  if (userId === 0) return "Electron's sandbox does not work for root"
  return null
}

/**
 * Downloads the executable with the electron package's own installer, at most once a day and with a deadline, so that a
 * machine without that server does not wait again at each start. Returns its path, or why there is none.
 */
export async function downloadElectron(root: string): Promise<{ path: string } | { why: string }> {
  const failure = join(root, 'node_modules/.cache/cortex/electron-download-failed')
  if (existsSync(failure) && Date.now() - statSync(failure).mtimeMs < retryAfterMs)
    return { why: `${readFileSync(failure, 'utf8')} (tried within the last day)` }
  const require = createRequire(join(root, 'package.json'))
  const folder = dirname(require.resolve('electron/package.json'))
  const { version } = require('electron/package.json') as { version: string }
  console.log(`Fetching Electron ${version} (about 120 MB, once) …`)
  const why = await runInstaller(join(folder, 'install.js'))
  const path = findElectron(root)
  if (path && !why) return { path }
  mkdirSync(dirname(failure), { recursive: true })
  const reason = `Electron's executable could not be fetched: ${why ?? 'the installer left none'}`
  writeFileSync(failure, reason)
  return { why: reason }
}

/** null when it went well, else its last word. */
function runInstaller(script: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] })
    const timer = setTimeout(() => child.kill('SIGKILL'), downloadDeadlineMs)
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4_000)
    })
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(null)
      else resolve(signal ? `no end within ${downloadDeadlineMs / 1000} s` : lastWord(errors))
    })
  })
}

const lastWord = (errors: string) => /^\w*Error:? .*$/m.exec(errors)?.[0].slice(0, 200) ?? 'the installer failed'
