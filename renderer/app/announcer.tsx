import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { errorText } from '../ui/failed.tsx'
import { focusAfterDrawing } from '../ui/return-focus.ts'
import { t } from './messages.ts'
import { showToast, useMoment } from './ui-store.ts'

const shownMs = 6_000
/** Long enough to be reached with the keyboard; while it has the focus or the pointer it stays. */
const undoShownMs = 15_000

/** The one place that is read out, and the toast of finished work. */
export function Announcer() {
  const announcement = useMoment((state) => state.announcement)
  const toast = useMoment((state) => state.toast)
  const set = useMoment((state) => state.set)
  const [heldId, setHeldId] = useState<number | null>(null)
  const isHeld = toast !== null && toast.id === heldId
  useEffect(() => {
    if (!toast || isHeld) return
    const timer = setTimeout(() => set({ toast: null }), toast.undo ? undoShownMs : shownMs)
    return () => clearTimeout(timer)
  }, [toast, isHeld, set])
  const undo = () => {
    set({ toast: null })
    // The button leaves with its toast.
    focusAfterDrawing()
    toast?.undo?.().catch((error) => showToast(errorText(error)))
  }
  return (
    <>
      <div className="sr-only" aria-live="polite" role="status">
        {announcement}
      </div>
      <div className="toasts" role="status">
        {toast && (
          // biome-ignore lint/a11y/noStaticElementInteractions: only stays while it is being read
          <div
            className="toast"
            key={toast.id}
            onPointerEnter={() => setHeldId(toast.id)}
            onPointerLeave={() => setHeldId(null)}
            onFocus={() => setHeldId(toast.id)}
            onBlur={() => setHeldId(null)}
          >
            {toast.text}
            {toast.undo && (
              <Button isSmall onClick={undo}>
                {t.action.undo}
              </Button>
            )}
          </div>
        )}
      </div>
    </>
  )
}
