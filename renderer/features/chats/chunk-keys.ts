/**
 * A key for each piece of a chat, which a piece keeps when messages are put into it at either end: built anew, what is on the screen would
 * lose its place and what was unfolded. `known` remembers the key of each message and is written to.
 */
export function keysOf(chunks: readonly { id: string }[][], known: Map<string, string>): string[] {
  const used = new Set<string>()
  return chunks.map((chunk) => {
    const kept = [chunk.at(-1), chunk[0]].map((message) => message && known.get(message.id)).find((key) => key !== undefined && !used.has(key))
    const fresh = chunk.find((message) => !used.has(message.id))?.id
    const key = kept ?? fresh ?? `piece ${used.size}`
    used.add(key)
    for (const message of chunk) known.set(message.id, key)
    return key
  })
}
