/** Keeps the last `size` items. */
export function createRing<T>(size: number) {
  const items: T[] = []
  return {
    push(item: T) {
      items.push(item)
      if (items.length > size) items.shift()
    },
    /** Oldest first; a copy. */
    all: (): T[] => [...items],
    clear() {
      items.length = 0
    },
  }
}
