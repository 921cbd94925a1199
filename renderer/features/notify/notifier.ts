import { create } from 'zustand'
import type { AppEvent } from '../../../core/contract/system.ts'
import type { Api } from '../../api/client.ts'
import { t } from '../../app/messages.ts'
import { formatDuration } from '../../ui/format.ts'
import { type Notice, noticeOfApprovals, noticeOfRun, permissionOf } from './notice-of.ts'

/** Whether the person sees the window now. */
const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus()
export const browserPermission = (): NotificationPermission | null => ('Notification' in window ? Notification.permission : null)

/** Set when a notice could have helped and nobody has been asked yet; the offer stands when the person is back. */
export const useNotifyOffer = create<{ isOffered: boolean; set(isOffered: boolean): void }>()((set) => ({
  isOffered: false,
  set: (isOffered) => set({ isOffered }),
}))

/** Tells of finished answers and of what waits, while nobody looks at the window. */
export function createNotifier(api: Api): (event: AppEvent) => void {
  let waitingBefore = 0
  const tell = async (find: (afterSeconds: number) => Promise<Notice | null>) => {
    const { settings } = await api.queries.fetchQuery(api.orpc.settings.get.queryOptions({ input: {} }))
    const { isOn, afterSeconds } = settings.notifications.finishedRuns
    const permission = permissionOf(isOn, browserPermission())
    if (permission === 'off') return
    const notice = await find(afterSeconds)
    if (!notice) return
    if (permission === 'ask') useNotifyOffer.getState().set(true)
    else show(notice)
  }
  return (event) => {
    if (event.type === 'approvals.changed') {
      const before = waitingBefore
      waitingBefore = event.pending
      if (event.pending <= before || isLookedAt()) return
      void tell(async () => noticeOfApprovals((await api.client.safety.list({})).approvals, before)).catch(() => {})
    }
    if (event.type === 'turn.ended' && !isLookedAt())
      void tell(async (afterSeconds) => noticeOfRun((await api.client.runs.get({ id: event.runId })).run, afterSeconds)).catch(() => {})
  }
}

function wordsOf(notice: Notice): { title: string; body: string } {
  if (notice.kind === 'waits') return { title: t.notify.waits, body: t.notify.waitsAbout(notice.count) }
  return { title: t.notify[notice.kind], body: t.notify.finishedAbout(notice.agent, formatDuration(notice.tookMs)) }
}

function show(notice: Notice): void {
  const { title, body } = wordsOf(notice)
  // Two windows on the same workstation tell of it once: the tag is the same.
  const shown = new Notification(title, { body, tag: notice.tag, icon: 'icon.svg' })
  shown.addEventListener('click', () => {
    shown.close()
    window.cortex?.showWindow?.()
    window.focus()
    window.location.hash = notice.route
  })
}
