import type { Clock } from '../kernel/clock.ts'

/** A window that is reloaded, or whose connection broke, is back within this. */
const backWithinMs = 15_000

/** Knows whether somebody is there to answer: a window, or a terminal that asks. Who left a moment ago is still taken to be there. */
export function createAttendance({ clock }: { clock: Clock }) {
  let present = 0
  let lastLeftMs = Number.NEGATIVE_INFINITY
  return {
    isAttended: (): boolean => present > 0 || clock.now() - lastLeftMs < backWithinMs,
    /** Returns the function that says they left; a second call of it changes nothing. */
    arrive(): () => void {
      present++
      let isHere = true
      return () => {
        if (!isHere) return
        isHere = false
        present--
        lastLeftMs = clock.now()
      }
    },
  }
}
