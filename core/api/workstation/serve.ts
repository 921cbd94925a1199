import { join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { Fault } from '../../contract/faults.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createApi } from '../router.ts'
import { startHttpServer } from '../transports/http.ts'
import { announceWorkstation, findWorkstation } from './announcement.ts'
import type { CreateCore, Place } from './connect.ts'

const rendererFolder = join(import.meta.dirname, '../../../out/renderer')

/** Where a workstation answers: `pageUrl` is the address with the token in it, for a browser. */
export type Served = { url: string; token: string; pageUrl: string; close(): Promise<void> }

/** Starts a workstation without a window. Throws DATA_FOLDER_BUSY when one runs on the same data folder. */
export async function serveWorkstation(place: Place, createCore: CreateCore, { port }: { port: number }): Promise<Served> {
  const running = await findWorkstation(place.dataFolder)
  if (running) throw new Fault('DATA_FOLDER_BUSY', { folder: `${place.dataFolder} (at ${running.url})` })
  await using stack = new AsyncDisposableStack()
  const core = await createCore({ ...place, host: 'server' })
  stack.defer(() => core.close())
  const logger = core.logger ?? silentLogger
  const server = await startHttpServer(createApi(core.parts, { logger }), { logger, version: packageJson.version, port, rendererFolder })
  stack.defer(() => server.close())
  const announced = await announceWorkstation(place.dataFolder, server)
  stack.defer(() => announced.withdraw())
  const owned = stack.move()
  return { url: server.url, token: server.token, pageUrl: server.pageUrl, close: () => owned.disposeAsync() }
}
