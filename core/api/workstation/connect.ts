import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { Fault } from '../../contract/faults.ts'
import { type Logger, silentLogger } from '../../kernel/logger.ts'
import type { CoreParts } from '../parts.ts'
import { type Client, createApi, createInProcessClient } from '../router.ts'
import { findWorkstation, type Workstation } from './announcement.ts'

export type Place = { dataFolder: string; manifestFolders: string[] }
export type CreateCore = (
  config: Place & { host: 'server' | 'in-process'; restart?: () => void },
) => Promise<{ parts: CoreParts; close(): Promise<void>; logger?: Logger }>

export type Connection = { client: Client; close(): Promise<void> }

/** How long to wait for another command that works on the same data folder. */
const patienceMs = 30_000
/** After this long, the person is told what is being waited for. */
const tellAfterMs = 2_000

/** The workstation that runs on the data folder, or a core in this process when there is none. */
export async function connect(place: Place, createCore: CreateCore, warn: (text: string) => void): Promise<Connection> {
  let isTold = false
  for (const startedAt = Date.now(); ; await sleep(100)) {
    const running = await findWorkstation(place.dataFolder)
    if (running) {
      if (place.manifestFolders.length > 0) warn(`The workstation at ${running.url} is used; it does not take --manifests.`)
      return await connectTo(running)
    }
    try {
      const core = await createCore({ ...place, host: 'in-process' })
      const { database } = await core.parts.system.overview({})
      if (database.state !== 'ok') warn(database.detail)
      return { client: createInProcessClient(createApi(core.parts, { logger: core.logger ?? silentLogger })), close: core.close }
    } catch (error) {
      const waitedMs = Date.now() - startedAt
      if (!(error instanceof Fault && error.code === 'DATA_FOLDER_BUSY') || waitedMs > patienceMs) throw error
      if (waitedMs > tellAfterMs && !isTold) warn('Waiting for another Cortex command that works on the same data folder …')
      isTold ||= waitedMs > tellAfterMs
    }
  }
}

async function connectTo({ url, token }: Workstation): Promise<Connection> {
  const websocket = new WebSocket(`${url.replace('http', 'ws')}/rpc`, ['cortex', `token.${token}`], { perMessageDeflate: false })
  await once(websocket, 'open')
  // The link only uses what the WebSockets of browsers and of `ws` have in common.
  const link = new RPCLink({ websocket: websocket as unknown as globalThis.WebSocket })
  return {
    client: createORPCClient<Client>(link),
    async close() {
      websocket.close()
      if (websocket.readyState !== websocket.CLOSED) await Promise.race([once(websocket, 'close'), sleep(1_000, undefined, { ref: false })])
      websocket.terminate()
    },
  }
}
