import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createServer, type ServerOptions } from 'vite'
import { buildChanged } from '../build/build.ts'
import { findElectron, whyNoWindow } from './electron-executable.ts'
import { serve } from './serve.ts'

/** The page with hot reload: in the desktop app's window where one can be opened, else in a browser with core served behind vite. */
const root = dirname(dirname(import.meta.dirname))
const electron = whyNoWindow() === null ? findElectron(root) : null
process.exitCode = electron ? await developInWindow(electron) : await developInBrowser(process.argv.slice(2))

async function servePage(server: ServerOptions): Promise<{ address: string; close(): Promise<void> }> {
  const vite = await createServer({ configFile: join(root, 'renderer/vite.config.ts'), server: { host: '127.0.0.1', ...server } })
  await vite.listen()
  return { address: vite.resolvedUrls?.local[0] ?? '', close: () => vite.close() }
}

async function developInWindow(executable: string): Promise<number> {
  await buildChanged(root, ['app'])
  const page = await servePage({})
  const child = spawn(executable, [root], { stdio: 'inherit', env: { ...process.env, CORTEX_PAGE: page.address } })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 0)))
  await page.close()
  return code
}

/** The page believes it comes from the core: vite passes on what is not its own, with the Origin that the core expects. */
async function developInBrowser(args: string[]): Promise<number> {
  let page: Awaited<ReturnType<typeof servePage>> | null = null
  const code = await serve(root, args, async (address) => {
    const { origin, search } = new URL(address)
    const proxy = { target: origin, changeOrigin: true, headers: { origin } }
    page = await servePage({ proxy: { '/rpc': { ...proxy, ws: true }, '/health': proxy } })
    console.log(`\n  ${page.address}${search}\n`)
  })
  await (page as { close(): Promise<void> } | null)?.close()
  return code
}
