import type { ModelEvent } from '../port.ts'

/**
 * Hands pushed events to one slow reader. Text that waits is glued together, so a reader that stands still costs the length of the
 * text and not an object a token. The last event (`finished`, `failed`) ends the iteration; `onReturn` hears of a reader that left.
 */
export function createEventQueue(onReturn: () => void): { push(event: ModelEvent): void; events: AsyncGenerator<ModelEvent> } {
  const waiting: ModelEvent[] = []
  let wake: (() => void) | null = null
  let isEnded = false

  async function* read(): AsyncGenerator<ModelEvent> {
    try {
      for (;;) {
        const event = waiting.shift()
        if (event) {
          yield event
          if (event.type === 'finished' || event.type === 'failed') return
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    } finally {
      onReturn()
    }
  }

  return {
    push(event) {
      if (isEnded) return
      isEnded = event.type === 'finished' || event.type === 'failed'
      const last = waiting.at(-1)
      if (last && (event.type === 'text' || event.type === 'thinking') && last.type === event.type)
        waiting[waiting.length - 1] = { ...last, text: last.text + event.text }
      else waiting.push(event)
      wake?.()
      wake = null
    },
    events: read(),
  }
}
