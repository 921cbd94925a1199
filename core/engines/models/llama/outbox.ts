import type { FromChild } from './protocol.ts'

type Piece = { type: 'text' | 'thinking'; id: number; text: string }

/**
 * Sends messages to the parent, gluing streamed text of one request together for `intervalMs`: a small model writes thousands of
 * tokens a second, and a message each would cost more than the model. The first piece of a burst goes out at once.
 */
export function createOutbox(send: (message: FromChild) => void, intervalMs = 8) {
  const held = new Map<number, Piece>()
  const sentAt = new Map<number, number>()
  let isScheduled = false

  function flush(id: number) {
    const piece = held.get(id)
    if (!piece) return
    held.delete(id)
    sentAt.set(id, performance.now())
    send(piece)
  }
  function flushAll() {
    isScheduled = false
    for (const id of [...held.keys()]) flush(id)
  }

  return {
    stream(type: Piece['type'], id: number, text: string) {
      const piece = held.get(id)
      if (piece?.type === type) piece.text += text
      else {
        flush(id)
        held.set(id, { type, id, text })
      }
      if (performance.now() - (sentAt.get(id) ?? 0) >= intervalMs) flush(id)
      else if (!isScheduled) {
        isScheduled = true
        setTimeout(flushAll, intervalMs)
      }
    },
    /** Sends a message after whatever text of its request is still held. */
    post(message: FromChild) {
      if ('id' in message) {
        flush(message.id)
        sentAt.delete(message.id)
      }
      send(message)
    },
  }
}
