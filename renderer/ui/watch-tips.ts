/** The pointer rests so long before a tip comes, ms; right after another tip it comes at once. */
const restMs = 500
const soonMs = 200
/** The way from what a tip is about onto the tip itself, which may be read at leisure, ms. */
const wayMs = 120

export interface TipWatch {
  close(): void
  stop(): void
}

/** Tells of which element with `data-tip` the tip is to be shown, null for none: the one under the pointer, or the one the keyboard has come to. */
export function watchTips(show: (of: HTMLElement | null) => void): TipWatch {
  let shown: HTMLElement | null = null
  let isByFocus = false
  /** Under the pointer; a tip that was closed there does not come again before the pointer has been elsewhere. */
  let over: HTMLElement | null = null
  /** Where it was pressed last. What comes under the pointer there before it has moved, such as the same button of the next screen, is not being asked about. */
  let pressedAt: { screenX: number; screenY: number } | null = null
  let closedAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  const set = (of: HTMLElement | null, byFocus = false) => {
    clearTimeout(timer)
    if (of === shown) return
    if (of === null) closedAt = performance.now()
    shown = of
    isByFocus = byFocus
    show(of)
  }
  const later = (ms: number, of: HTMLElement | null) => {
    clearTimeout(timer)
    timer = setTimeout(() => set(of?.isConnected ? of : null), ms)
  }
  const close = () => set(null)
  const leave = () => {
    over = null
    if (!isByFocus) later(wayMs, null)
  }
  const find = (target: EventTarget | null) => (target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null)

  const stopper = new AbortController()
  const on = <Name extends keyof DocumentEventMap>(name: Name, does: (event: DocumentEventMap[Name]) => void) =>
    document.addEventListener(name, does, { capture: true, passive: true, signal: stopper.signal })
  on('pointerover', ({ target, pointerType, screenX, screenY }) => {
    if (pointerType === 'touch') return
    if (target instanceof Element && target.closest('.tip')) return clearTimeout(timer)
    const of = find(target)
    if (pressedAt?.screenX === screenX && pressedAt.screenY === screenY) {
      over = of
      return
    }
    pressedAt = null
    if (of === null) return leave()
    if (of === shown) clearTimeout(timer)
    else if (of !== over) later(shown || performance.now() - closedAt < soonMs ? 0 : restMs, of)
    over = of
  })
  on('pointerout', ({ relatedTarget }) => relatedTarget === null && leave())
  on('pointerdown', ({ screenX, screenY }) => {
    pressedAt = { screenX, screenY }
    close()
  })
  on('click', close)
  on('focusin', ({ target }) => target instanceof Element && target.matches(':focus-visible') && set(find(target), true))
  on('focusout', () => isByFocus && close())
  on('scroll', ({ target }) => shown && target instanceof Node && target.contains(shown) && close())
  return {
    close,
    stop() {
      stopper.abort()
      clearTimeout(timer)
    },
  }
}
