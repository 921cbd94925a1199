import type { RunEvent } from '../../../core/contract/runs.ts'

const least = 250
const most = 3_000

/** How many characters the next frame takes: more after a quick one, half after a slow one. */
export function nextShare(characters: number, frameMs: number): number {
  return frameMs > 34 ? Math.max(least, characters / 2) : Math.min(most, characters * 1.25)
}

/** The first events, with as much text as `characters` or one event more, and those that are left for later frames. */
export function takeShare(queue: readonly RunEvent[], characters: number): [RunEvent[], RunEvent[]] {
  let length = 0
  const end = queue.findIndex((event) => {
    if (event.type === 'text.delta' || event.type === 'thinking.delta') length += event.text.length
    return length >= characters
  })
  return end === -1 ? [[...queue], []] : [queue.slice(0, end + 1), queue.slice(end + 1)]
}
