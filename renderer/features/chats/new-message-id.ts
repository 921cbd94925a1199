import type { Message } from '../../../core/contract/sessions.ts'

/** A message's id made here, so that a request repeated after a lost connection is answered, not sent twice. Sorts by time, like the core's. */
export function newMessageId(now = Date.now()): Message['id'] {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = ((Number.parseInt(random[3] ?? '0', 16) & 0x3) | 0x8).toString(16)
  return `msg_${now.toString(16).padStart(12, '0')}7${random.slice(0, 3)}${variant}${random.slice(4, 19)}` as Message['id']
}
