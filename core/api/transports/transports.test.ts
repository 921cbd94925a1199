import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { WebSocket } from 'ws'
import { contract } from '../../contract/index.ts'
import { reportCredit } from '../../contract/port-credit.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { type Client, createInProcessClient } from '../router.ts'
import { describeTransport } from '../testing/transport.testsuite.ts'
import { startHttpServer } from './http.ts'
import { serveMessagePort } from './message-port.ts'

describeTransport('nothing in between', async (api) => ({ client: createInProcessClient(api), close() {} }))

describeTransport('a MessagePort', async (api) => {
  const { port1, port2 } = new MessageChannel()
  const server = serveMessagePort(api, port1 as never)
  const link = new PortLink({ port: port2 as never })
  reportCredit(port2 as never)
  port2.start()
  return { client: createORPCClient<Client>(link), close: server.close }
})

describeTransport('HTTP', async (api) => {
  const server = await startHttpServer(api, { logger: silentLogger, version: '0.0.0' })
  const link = new OpenAPILink(contract, { url: server.url, headers: { authorization: `Bearer ${server.token}` } })
  return { client: createORPCClient<Client>(link), close: server.close }
})

describeTransport('a WebSocket', async (api) => {
  const server = await startHttpServer(api, { logger: silentLogger, version: '0.0.0' })
  const websocket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`, ['cortex', `token.${server.token}`])
  await once(websocket, 'open')
  return { client: createORPCClient<Client>(new SocketLink({ websocket: websocket as never })), close: server.close }
})
