import { RefreshCw } from 'lucide-react'
import { useEffect } from 'react'
import { create } from 'zustand'
import type { UpdateState } from '../../api/desktop-host.ts'
import { useActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { announce, showToast } from '../../app/ui-store.ts'

interface Updates {
  /** null: nothing here can be updated, as in a browser. */
  update: UpdateState | null
  isSheetOpen: boolean
  /** The person pressed a button and waits for what comes of it. */
  isAsked: boolean
  set(change: Partial<Omit<Updates, 'set'>>): void
}

export const useUpdateStore = create<Updates>()((set) => ({ update: null, isSheetOpen: false, isAsked: false, set }))

/** Follows the updates of the desktop app, and offers to look for one by hand. */
export function useUpdates(): void {
  const canUpdate = useUpdateStore((store) => store.update !== null)
  useEffect(() => {
    const { set } = useUpdateStore.getState()
    const take = (update: UpdateState) => {
      const { isAsked } = useUpdateStore.getState()
      set({ update })
      if (update.state === 'available') announce(t.updates.available(update.version))
      if (!isAsked || update.state === 'checking') return
      set({ isAsked: false })
      if (update.state === 'idle') showToast(t.updates.newest)
      else set({ isSheetOpen: true })
    }
    const onMessage = (event: MessageEvent) => {
      if (event.source === window && event.data?.type === 'cortex:update') take(event.data.state as UpdateState)
    }
    window.addEventListener('message', onMessage)
    void window.cortex?.updateState?.().then((update) => set({ update }))
    return () => window.removeEventListener('message', onMessage)
  }, [])
  useActions(
    canUpdate
      ? [
          {
            ...{ id: 'updates check', title: t.updates.check, icon: RefreshCw, menu: 'help' as const },
            act() {
              useUpdateStore.getState().set({ isAsked: true })
              window.cortex?.update?.('check')
            },
          },
        ]
      : [],
  )
}
