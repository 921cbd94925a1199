import { RPCHandler } from '@orpc/server/ws'
import { messageSize, portCredit } from '../../contract/port-credit.ts'
import type { Api } from '../router.ts'

/** A port of the DOM and of Node has `addEventListener`; Electron's MessagePortMain only has `on`, whose event holds the data too. */
export type ServablePort = {
  postMessage(message: unknown): void
  start?(): void
  close(): void
} & (
  | { addEventListener(type: 'message' | 'close', listener: (event: { data: unknown }) => void): void }
  | { on(type: 'message' | 'close', listener: (event: { data: unknown }) => void): unknown }
)

/**
 * Serves the contract over one port until either end closes it; then all its calls and streams are cancelled. A reader that
 * reports its credit (`reportCredit`) stalls its own streams when it is slow, and nothing piles up here.
 */
export function serveMessagePort(api: Api, port: ServablePort, { onClose }: { onClose?: () => void } = {}): { close(): void } {
  let waiting: (() => void)[] = []
  let unreported = 0
  let isReporting = false
  let isOpen = true

  // The WebSocket adapter and not the one for ports: both speak the same messages, but only the former waits for `send`.
  void new RPCHandler(api).upgrade(
    {
      addEventListener(type: string, listener: (event: never) => void) {
        if (type === 'close') listen(port, 'close', () => listener({} as never))
        else
          listen(port, 'message', (data) => {
            if (typeof data === 'number') credited(data)
            else listener({ data } as never)
          })
      },
      send(message: unknown) {
        if (!isOpen) return
        unreported += messageSize(message)
        port.postMessage(message)
        if (isReporting && unreported > portCredit.windowSize) return new Promise<void>((resolve) => waiting.push(resolve))
      },
    } as Parameters<RPCHandler<object>['upgrade']>[0],
    { context: { transport: 'message-port' } },
  )
  listen(port, 'close', () => {
    isOpen = false
    release()
    onClose?.()
  })
  port.start?.()

  function credited(size: number): void {
    isReporting = true
    unreported = Math.max(0, unreported - size)
    if (unreported <= portCredit.windowSize) release()
  }
  function release(): void {
    const all = waiting
    waiting = []
    for (const go of all) go()
  }

  return { close: () => port.close() }
}

function listen(port: ServablePort, type: 'message' | 'close', listener: (data: unknown) => void): void {
  const handle = (event: { data: unknown } | undefined) => listener(event?.data)
  if ('addEventListener' in port) port.addEventListener(type, handle)
  else port.on(type, handle)
}
