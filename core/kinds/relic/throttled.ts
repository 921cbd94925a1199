/** Calls `act` at most once in `everyMs`: at the end of it, so that the last change is never missed. */
export function throttled(everyMs: number, act: () => void): (() => void) & { cancel(): void } {
  let timer: NodeJS.Timeout | undefined
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      act()
    }, everyMs)
    timer.unref()
  }
  const cancel = () => {
    clearTimeout(timer)
    timer = undefined
  }
  return Object.assign(call, { cancel })
}
