import type { RunEvent } from '../../../core/contract/runs.ts'

const least = 250
const most = 3_000

/** How many characters the next frame takes: more after a quick one, half after a slow one. */
export function nextShare(characters: number, frameMs: number): number {
  return frameMs > 34 ? Math.max(least, characters / 2) : Math.min(most, characters * 1.25)
}

type Delta = Extract<RunEvent, { type: 'text.delta' | 'thinking.delta' }>
const isDelta = (event: RunEvent): event is Delta => event.type === 'text.delta' || event.type === 'thinking.delta'

/**
 * The first events, with `characters` of text, and those that are left for later frames. A longer text is parted; its first part stands a
 * fraction before the place of the whole, so that the rest, which has that place, still counts as new.
 */
export function takeShare(queue: readonly RunEvent[], characters: number): [RunEvent[], RunEvent[]] {
  const share: RunEvent[] = []
  let left = Math.max(1, Math.floor(characters))
  for (const [index, event] of queue.entries()) {
    if (isDelta(event) && event.text.length > left) {
      const rest = event.text.slice(left)
      share.push({ ...event, seq: event.seq - rest.length / 1e8, text: event.text.slice(0, left) })
      return [share, [{ ...event, text: rest }, ...queue.slice(index + 1)]]
    }
    share.push(event)
    if (isDelta(event)) left -= event.text.length
    if (left <= 0) return [share, queue.slice(index + 1)]
  }
  return [share, []]
}
