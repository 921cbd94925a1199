/** Broadcasts state to whoever listens. A listener never decides what happens next, and one that throws never stops the others. */
export type EventBus<Event> = {
  publish(event: Event): void
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: Event) => void): () => void
}

export function createEventBus<Event>(onListenerError: (error: unknown) => void = () => {}): EventBus<Event> {
  const listeners = new Set<(event: Event) => void>()
  return {
    publish(event) {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
