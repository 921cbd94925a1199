import { createEventBus, type EventBus } from '../../kernel/event-bus.ts'

/** An event bus that says how many listen, so that a test sees who does not leave. */
export function createCountedBus<Event>(): EventBus<Event> & { readonly listenerCount: number } {
  const bus = createEventBus<Event>()
  const listening = new Set<object>()
  return {
    publish: bus.publish,
    subscribe(listener) {
      const leave = bus.subscribe(listener)
      listening.add(leave)
      return () => {
        leave()
        listening.delete(leave)
      }
    },
    get listenerCount() {
      return listening.size
    },
  }
}
