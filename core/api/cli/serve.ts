import { once } from 'node:events'
import { join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { silentLogger } from '../../kernel/logger.ts'
import { createApi } from '../router.ts'
import { startHttpServer } from '../transports/http.ts'
import type { CreateCore, Place } from './connect.ts'
import type { Terminal } from './terminal.ts'
import { announceWorkstation, findWorkstation } from './workstation.ts'

const rendererFolder = join(import.meta.dirname, '../../../out/renderer')

/** Runs a workstation without a window until the command is ended. */
export async function serve(place: Place, createCore: CreateCore, terminal: Terminal, options: { port: number; json: boolean }): Promise<void> {
  const running = await findWorkstation(place.dataFolder)
  if (running) throw new Error(`A workstation is already running on ${place.dataFolder}: ${running.url}`)
  await using stack = new AsyncDisposableStack()
  const core = await createCore({ ...place, host: 'server' })
  stack.defer(() => core.close())
  const logger = core.logger ?? silentLogger
  const server = await startHttpServer(createApi(core.parts, { logger }), {
    logger,
    version: packageJson.version,
    port: options.port,
    rendererFolder,
  })
  stack.defer(() => server.close())
  const announced = await announceWorkstation(place.dataFolder, server)
  stack.defer(() => announced.withdraw())
  await terminal.out(
    options.json ? `${JSON.stringify({ url: server.url, token: server.token })}\n` : `Cortex is at ${server.pageUrl}\nCtrl-C stops it.\n`,
  )
  if (!terminal.ended.aborted) await once(terminal.ended, 'abort')
}
