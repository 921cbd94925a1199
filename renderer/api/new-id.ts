/** An id made here, so that the core knows a request repeated after a lost connection, and what it makes can be followed at once. Sorts by time, like its own. */
export function newId<Id extends string>(prefix: string, now = Date.now()): Id {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = ((Number.parseInt(random[3] ?? '0', 16) & 0x3) | 0x8).toString(16)
  return `${prefix}_${now.toString(16).padStart(12, '0')}7${random.slice(0, 3)}${variant}${random.slice(4, 19)}` as Id
}
