import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'

/** Serves one port until it closes; `close` ends it from this side. */
type Serve = (port: MessagePortMain) => { close(): void }

/** Hands a page its way to the core: a fresh channel each time it asks, which it does once a load. The one before is closed, and its calls with it. */
export function createCorePorts(serve: Serve) {
  const open = new Map<number, { close(): void }>()
  const closeOf = (id: number) => {
    open.get(id)?.close()
    open.delete(id)
  }
  return {
    give(contents: WebContents): void {
      closeOf(contents.id)
      const { port1, port2 } = new MessageChannelMain()
      open.set(contents.id, serve(port1))
      contents.postMessage('cortex:port', null, [port2])
    },
    /** For a page that is gone or was replaced. */
    take: (contents: { readonly id: number }) => closeOf(contents.id),
    close(): void {
      for (const id of [...open.keys()]) closeOf(id)
    },
  }
}
