import { createContext, type RefObject, startTransition, use, useEffect, useRef, useState } from 'react'

type Tell = (isNear: boolean, height: number) => void
/** `isCostly`: of such elements only a few are told at once that they are near, those closest to the view first. */
type Watched = { isCostly?: boolean }
/** Tells when an element comes near to what is seen or leaves it. Returns a function that stops watching. */
export type WatchNearness = (element: Element, tell: Tell, watched?: Watched) => () => void

/** How far beyond the edges of the view something counts as near, px: what a wheel covers while it is drawn. */
const nearby = 1_500

/** One watch for everything in a scrolling box, begun with the first element that asks. `margin`: how far counts as near, px. */
export function createNearness(box: RefObject<Element | null>, margin = nearby): WatchNearness {
  const listeners = new WeakMap<Element, Tell>()
  const costly = new WeakSet<Element>()
  let waiting: Element[] = []
  let observer: IntersectionObserver | null = null
  let frame: number | null = null

  /** What is drawn together holds the page up together, so a few at a time; where they are now counts, not where they were. */
  const tellSome = () => {
    frame = null
    const view = box.current?.getBoundingClientRect()
    const placed = waiting.map((element) => ({ element, ...placeOf(element) }))
    const [now, later] = nearestFirst(placed, view ?? { top: 0, bottom: 0 })
    waiting = later.map(({ element }) => element)
    for (const { element, top, bottom } of now) listeners.get(element)?.(true, bottom - top)
    if (waiting.length > 0) frame = requestAnimationFrame(tellSome)
  }

  return (element, tell, { isCostly = false } = {}) => {
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, boundingClientRect } of entries) {
          waiting = waiting.filter((other) => other !== target)
          if (isIntersecting && costly.has(target)) waiting.push(target)
          else listeners.get(target)?.(isIntersecting, boundingClientRect.height)
        }
        if (waiting.length > 0 && frame === null) tellSome()
      },
      { root: box.current, rootMargin: `${margin}px 0px` },
    )
    const own = observer
    listeners.set(element, tell)
    if (isCostly) costly.add(element)
    own.observe(element)
    return () => {
      listeners.delete(element)
      waiting = waiting.filter((other) => other !== element)
      own.unobserve(element)
    }
  }
}

const placeOf = (element: Element) => {
  const { top, bottom } = element.getBoundingClientRect()
  return { top, bottom }
}

/** So many costly elements are told at once. */
const atOnce = 2

/** Those that are told now, closest to the middle of the view first, and those that wait. What is in the view never waits. */
export function nearestFirst<Placed extends { top: number; bottom: number }>(
  placed: readonly Placed[],
  view: { top: number; bottom: number },
): [Placed[], Placed[]] {
  const middle = (view.top + view.bottom) / 2
  const distance = ({ top, bottom }: Placed) => Math.max(0, top - middle, middle - bottom)
  const ordered = placed.toSorted((a, b) => distance(a) - distance(b))
  const inView = ordered.filter(({ top, bottom }) => bottom > view.top && top < view.bottom).length
  const count = Math.max(atOnce, inView)
  return [ordered.slice(0, count), ordered.slice(count)]
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
