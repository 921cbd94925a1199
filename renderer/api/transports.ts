import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { reportCredit } from '../../core/contract/port-credit.ts'
import { ConnectionRefused, type Transport } from './connection.ts'
import type { DesktopHost } from './desktop-host.ts'

/** What the preload script offers inside Electron; absent in a browser. */
export interface CortexHost extends DesktopHost {
  /** Asks the main process for a new port, which arrives as a `cortex:port` message. */
  requestPort?(): void
  /** The absolute path of a dropped file; null or empty when it has none. */
  pathForFile?(file: File): string | null
  /** Lets the person choose a folder; null when they do not. */
  chooseFolder?(): Promise<string | null>
}

declare global {
  interface Window {
    cortex?: CortexHost
  }
}

/** A WebSocket to the server this page came from. The token travels as a subprotocol, since a browser cannot set headers here. */
export async function openSocket(token: string | null): Promise<Transport> {
  const address = new URL('rpc', new URL('.', window.location.href))
  address.protocol = address.protocol.replace('http', 'ws')
  address.search = address.hash = ''
  const socket = new WebSocket(address, token === null ? ['cortex'] : ['cortex', `token.${token}`])
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve(), { once: true }))
  const opened = new Promise<true>((resolve) => socket.addEventListener('open', () => resolve(true), { once: true }))
  const patience = setTimeout(() => socket.close(), 10_000)
  const isOpen = await Promise.race([opened, closed.then(() => false)])
  clearTimeout(patience)
  if (!isOpen) throw (await isRefused(token)) ? new ConnectionRefused() : new Error('The workstation does not answer.')
  return { link: new SocketLink({ websocket: socket }), closed, close: () => socket.close() }
}

/** A socket does not tell why it was turned away. A workstation that is only just starting turns nobody's token away. */
async function isRefused(token: string | null): Promise<boolean> {
  try {
    const headers: HeadersInit = token === null ? {} : { Authorization: `Bearer ${token}` }
    return (await fetch('system', { headers, signal: AbortSignal.timeout(3_000) })).status === 401
  } catch {
    return false
  }
}

const ports: MessagePort[] = []
let onPort: (() => void) | null = null

/** Keeps ports that the preload script hands over, from the first moment of the page. */
export function collectPorts(): void {
  window.addEventListener('message', (event) => {
    const [port] = event.ports
    if (event.source !== window || event.data?.type !== 'cortex:port' || !port) return
    ports.push(port)
    onPort?.()
  })
}

/** The newest port from Electron's main process, or a new one when that has been used up. */
export async function openPort(host: CortexHost): Promise<Transport> {
  if (ports.length === 0) {
    const arrived = new Promise<void>((resolve) => {
      onPort = resolve
    })
    host.requestPort?.()
    await Promise.race([arrived, new Promise((_, reject) => setTimeout(() => reject(new Error('No port arrived.')), 5_000))])
  }
  const port = ports.pop()
  if (!port) throw new Error('No port arrived.')
  ports.length = 0
  return portTransport(port)
}

export function portTransport(port: MessagePort): Transport {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  port.addEventListener('close', () => resolve())
  const link = new PortLink({ port })
  reportCredit(port)
  port.start()
  return {
    link,
    closed,
    close() {
      port.close()
      resolve()
    },
  }
}
