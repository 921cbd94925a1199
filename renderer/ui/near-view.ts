import { createContext, type RefObject, startTransition, use, useEffect, useRef, useState } from 'react'

/** Tells when an element comes near to what is seen or leaves it. Returns a function that stops watching. */
export type WatchNearness = (element: Element, tell: (isNear: boolean, height: number) => void) => () => void

/** How far beyond the edges of the view something counts as near, px: what a wheel covers while it is drawn. */
const nearby = 1_500

/** One watch for everything in a scrolling box, begun with the first element that asks. `margin`: how far counts as near, px. */
export function createNearness(box: RefObject<Element | null>, margin = nearby): WatchNearness {
  const listeners = new WeakMap<Element, (isNear: boolean, height: number) => void>()
  let observer: IntersectionObserver | null = null
  return (element, tell) => {
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting, entry.boundingClientRect.height)
      },
      { root: box.current, rootMargin: `${margin}px 0px` },
    )
    const own = observer
    listeners.set(element, tell)
    own.observe(element)
    return () => {
      listeners.delete(element)
      own.unobserve(element)
    }
  }
}

const Nearness = createContext<WatchNearness | null>(null)
export const NearnessProvider = Nearness.Provider
export const useNearness = (): WatchNearness | null => use(Nearness)

/** Whether something has been near the view since it is there. Without a watched box, or when `isAtOnce`, it is from the start. */
export function useSeen<T extends Element>(isAtOnce: boolean): { ref: RefObject<T | null>; isSeen: boolean } {
  const watch = useNearness()
  const ref = useRef<T>(null)
  const [isSeen, setIsSeen] = useState(isAtOnce || watch === null)
  useEffect(() => {
    const element = ref.current
    if (isSeen || !element || !watch) return
    return watch(element, (isNear) => isNear && startTransition(() => setIsSeen(true)))
  }, [isSeen, watch])
  return { ref, isSeen: isSeen || isAtOnce }
}
