import { useEffect } from 'react'
import { useMoment } from './ui-store.ts'

/** The one place that is read out, and the toast of finished work. */
export function Announcer() {
  const announcement = useMoment((state) => state.announcement)
  const toast = useMoment((state) => state.toast)
  const set = useMoment((state) => state.set)
  useEffect(() => {
    if (!toast) return
    const timer = setTimeout(() => set({ toast: null }), 6_000)
    return () => clearTimeout(timer)
  }, [toast, set])
  return (
    <>
      <div className="sr-only" aria-live="polite" role="status">
        {announcement}
      </div>
      <div className="toasts" role="status">
        {toast && (
          <div className="toast" key={toast.id}>
            {toast.text}
          </div>
        )}
      </div>
    </>
  )
}
