import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { browserPermission } from './notifier.ts'

/** Asks the browser when the person has just turned notices on in the settings, and at no other time. */
export function useAskedPermission(): void {
  const { orpc } = useApi()
  const settings = useQuery(orpc.settings.get.queryOptions({ input: {} })).data?.settings
  const isOn = settings?.notifications.finishedRuns.isOn
  const before = useRef<boolean | undefined>(undefined)
  useEffect(() => {
    const wasOff = before.current === false
    before.current = isOn
    // Without a press of the person's own a browser would not ask, and it was not this window that was used.
    if (!wasOff || !isOn || browserPermission() !== 'default' || !navigator.userActivation?.isActive) return
    void Notification.requestPermission().then((answer) => answer === 'denied' && showToast(t.notify.denied))
  }, [isOn])
}
