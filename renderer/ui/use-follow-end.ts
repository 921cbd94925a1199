import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  type UIEvent,
  useCallback,
  useLayoutEffect,
  useState,
  type WheelEvent,
} from 'react'
import { createFollowing } from './following.ts'

interface FollowEnd {
  /** Whether it does not follow now. */
  isAway: boolean
  /** Goes to the end and follows from there. */
  toEnd(): void
  /** Goes to the beginning, however far, and follows no more. */
  toStart(): void
  /** Of the box. `onKeyDown` only looks on. */
  handlers: {
    onScroll(event: UIEvent): void
    onWheel(event: WheelEvent): void
    onTouchMove(event: UIEvent): void
    onFocus(event: FocusEvent): void
    onPointerDown(event: PointerEvent<HTMLElement>): void
    onKeyDown(event: KeyboardEvent): void
  }
}

/** Keeps a box that scrolls at its end while its content grows, or the box itself gets lower, as long as the person reads along. */
export function useFollowEnd(view: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>): FollowEnd {
  const [following] = useState(createFollowing)
  const [isAway, setIsAway] = useState(false)

  const show = useCallback(() => {
    const element = view.current
    if (element && following.isOn()) element.scrollTop = element.scrollHeight
  }, [view, following])

  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      following.resized(performance.now())
      show()
    })
    for (const element of [content.current, view.current]) if (element) observer.observe(element)
    return () => observer.disconnect()
  }, [view, content, following, show])

  const turn = useCallback(
    (to: boolean) => {
      following.turn(to)
      setIsAway(!to)
      show()
    },
    [following, show],
  )

  return {
    isAway,
    toEnd: useCallback(() => turn(true), [turn]),
    toStart: useCallback(() => {
      turn(false)
      if (view.current) view.current.scrollTop = 0
    }, [view, turn]),
    handlers: {
      onScroll({ timeStamp }) {
        const element = view.current
        if (!element) return
        following.moved({ top: element.scrollTop, height: element.clientHeight, contentHeight: element.scrollHeight }, timeStamp)
        setIsAway(!following.isOn())
      },
      onWheel({ deltaY, timeStamp }) {
        if (deltaY < 0) following.goesUp(timeStamp)
      },
      onTouchMove: ({ timeStamp }) => following.goesUp(timeStamp),
      // The browser brings into view what the Tab key reached.
      onFocus: ({ target, timeStamp }) => target !== view.current && following.goesUp(timeStamp),
      onPointerDown({ target, nativeEvent, timeStamp }) {
        // Beside what it holds is its scrollbar.
        if (target !== view.current || nativeEvent.offsetX < (target as HTMLElement).clientWidth) return
        following.goesUp(timeStamp, true)
        const release = new AbortController()
        const onMove = (event: globalThis.PointerEvent) => {
          if (event.type === 'pointermove' && event.buttons !== 0) return
          following.goesUp(event.timeStamp)
          release.abort()
        }
        for (const type of ['pointerup', 'pointercancel', 'pointermove'] as const) window.addEventListener(type, onMove, { signal: release.signal })
      },
      onKeyDown({ key, shiftKey, timeStamp }) {
        if (key === 'ArrowUp' || key === 'PageUp' || (key === ' ' && shiftKey)) following.goesUp(timeStamp)
      },
    },
  }
}
