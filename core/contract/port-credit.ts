/**
 * Nothing slows down who posts to a MessagePort, so a reader reports what it has taken, as a plain number of characters or bytes
 * among the messages. From the first report on, the core waits while more than `windowSize` of what it posted is unreported.
 */
export const portCredit = { windowSize: 1_048_576, reportEvery: 65_536 }

export const messageSize = (message: unknown): number =>
  typeof message === 'string' ? message.length : ArrayBuffer.isView(message) || message instanceof ArrayBuffer ? message.byteLength : 0

type ReaderPort = {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

/** Makes the reading end of a port report what it takes. Call it once on the port that is given to the client's link. */
export function reportCredit(port: ReaderPort): void {
  let unreported = 0
  port.postMessage(0)
  port.addEventListener('message', ({ data }) => {
    unreported += messageSize(data)
    if (unreported < portCredit.reportEvery) return
    port.postMessage(unreported)
    unreported = 0
  })
}
