import { dirname } from 'node:path'
import { findWorkstation } from '../../core/api/workstation/announcement.ts'
import { defaultDataFolder } from '../../core/api/workstation/data-folder.ts'
import { buildChanged } from '../build/build.ts'
import { openDesktop } from './desktop.ts'
import { downloadElectron, findElectron, whyNoWindow } from './electron-executable.ts'
import { addressOf, openBrowser, serve } from './serve.ts'

const root = dirname(dirname(import.meta.dirname))
const args = process.argv.slice(2)

try {
  process.exitCode = await start()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

/** The desktop app where it can open; else the same app in the browser, with one line that says why. */
async function start(): Promise<number> {
  const wantsBrowser = args.includes('--browser')
  const passed = args.filter((argument) => argument !== '--browser')
  const electron = wantsBrowser ? { why: 'as asked' } : await findOrDownload()
  if ('path' in electron) {
    await build(['renderer', 'app'])
    const outcome = await openDesktop(electron.path, root, passed)
    if ('code' in outcome) return outcome.code
    return serveInstead(outcome.why, passed)
  }
  await build(['renderer'])
  return serveInstead(electron.why, passed)
}

async function findOrDownload(): Promise<{ path: string } | { why: string }> {
  const why = whyNoWindow()
  if (why) return { why }
  const path = findElectron(root)
  return path ? { path } : downloadElectron(root)
}

async function build(parts: Parameters<typeof buildChanged>[1]) {
  const startedAt = Date.now()
  const built = await buildChanged(root, parts)
  if (built.length > 0) console.log(`Built ${built.join(' and ')} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`)
}

async function serveInstead(why: string, passed: string[]): Promise<number> {
  const running = passed.includes('--data') ? null : await findWorkstation(defaultDataFolder())
  if (running) {
    console.log('Cortex is already running.')
    show(addressOf(JSON.stringify(running)) ?? running.url, '')
    return 0
  }
  console.log(`Serving the app to the browser (${why}).`)
  return serve(root, passed, (address) => show(address, ' Ctrl-C stops it.'))
}

function show(address: string, hint: string) {
  console.log(`\n  ${address}\n`)
  console.log(`${openBrowser(address) ? 'Opened in your browser.' : 'Open this address in a browser on this computer.'}${hint}`)
}
