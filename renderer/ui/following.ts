/** Of a box that scrolls, px. */
export interface ScrollPlace {
  top: number
  height: number
  contentHeight: number
}

/** So close to the end counts as reading along, px. */
const nearEnd = 60
/** How long a box may still move by a notch of the wheel, or because something has got another height, ms. */
const lastingMs = 500

/**
 * Whether a box is kept at its end while it grows: until the person goes up, and again once they are back. A place further up alone does not
 * say that they went there: browsers also move a box when what it holds, or the box itself, gets another height, up to a frame later.
 */
export function createFollowing() {
  let isOn = true
  let last: ScrollPlace | null = null
  let goesUpUntilMs = Number.NEGATIVE_INFINITY
  let resizedAtMs = Number.NEGATIVE_INFINITY
  return {
    isOn: () => isOn,
    turn(to: boolean): void {
      isOn = to
      goesUpUntilMs = Number.NEGATIVE_INFINITY
    },
    /** The person moves it up now: from here on it follows no more, however much comes in below. `isHeld`: until this is called again. */
    goesUp(atMs: number, isHeld = false): void {
      goesUpUntilMs = isHeld ? Number.POSITIVE_INFINITY : atMs + lastingMs
    },
    /** It, or what it holds, has got another height. */
    resized(atMs: number): void {
      resizedAtMs = atMs
    },
    /** It has been moved, by whomever. */
    moved(now: ScrollPlace, atMs: number): void {
      if (last?.height !== now.height || last.contentHeight !== now.contentHeight) resizedAtMs = atMs
      const isUp = last !== null && now.top < last.top
      const isAtEnd = now.contentHeight - now.top - now.height < nearEnd
      if (isUp && atMs < goesUpUntilMs) isOn = false
      else if (isAtEnd) isOn = true
      else if (isUp && atMs - resizedAtMs > lastingMs) isOn = false
      last = now
    },
  }
}
