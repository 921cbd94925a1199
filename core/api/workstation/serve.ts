import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import packageJson from '../../../package.json' with { type: 'json' }
import { Fault } from '../../contract/faults.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createApi } from '../router.ts'
import { startHttpServer } from '../transports/http.ts'
import { announceWorkstation, findWorkstation } from './announcement.ts'
import type { CreateCore, Place } from './connect.ts'

const patience = 100
const pauseMs = 100
const rendererFolder = join(import.meta.dirname, '../../../out/renderer')

/**
 * Where a workstation answers: `pageUrl` is the address with the token in it, for a browser. All three stay when the workstation starts itself
 * again; `failed` rejects when it did not come up after that.
 */
export type Served = { url: string; token: string; pageUrl: string; failed: Promise<never>; close(): Promise<void> }

/** Starts a workstation without a window. Throws DATA_FOLDER_BUSY when one runs on the same data folder. */
export async function serveWorkstation(place: Place, createCore: CreateCore, { port }: { port: number }): Promise<Served> {
  const running = await findWorkstation(place.dataFolder)
  if (running) throw new Fault('DATA_FOLDER_BUSY', { folder: `${place.dataFolder} (at ${running.url})` })
  const { promise: failed, reject } = Promise.withResolvers<never>()
  failed.catch(() => {})
  let isClosed = false
  let current = await start({ port })
  const { url, token, pageUrl } = current.server
  let restarting: Promise<void> = Promise.resolve()
  return {
    ...{ url, token, pageUrl, failed },
    async close() {
      isClosed = true
      await restarting
      await current.close()
    },
  }

  async function start(address: { port: number; token?: string }) {
    await using stack = new AsyncDisposableStack()
    const restart = () => {
      restarting = restarting.then(startAgain)
    }
    const core = await createCore({ ...place, host: 'server', restart })
    stack.defer(() => core.close())
    const logger = core.logger ?? silentLogger
    const server = await startHttpServer(createApi(core.parts, { logger }), { logger, version: packageJson.version, ...address, rendererFolder })
    stack.defer(() => server.close())
    const announced = await announceWorkstation(place.dataFolder, server)
    stack.defer(() => announced.withdraw())
    const owned = stack.move()
    return { server, close: () => owned.disposeAsync() }
  }

  /** Under the same address and token, so that pages find it again by themselves. */
  async function startAgain(): Promise<void> {
    if (isClosed) return
    try {
      await current.close()
      current = await startPatiently({ port: Number(new URL(url).port), token })
    } catch (error) {
      reject(error)
    }
  }

  /** A command may have taken the folder in the moment in between. */
  async function startPatiently(address: { port: number; token: string }) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await start(address)
      } catch (error) {
        if (!(error instanceof Fault && error.code === 'DATA_FOLDER_BUSY') || attempt === patience) throw error
        await sleep(pauseMs)
      }
    }
  }
}
