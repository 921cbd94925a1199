import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { OfferedAction } from '../../api/desktop-host.ts'
import { type Action, runAction, useAllActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'

/** What of the actions the native menu lists, in its order. */
export const offeredOf = (actions: readonly Action[]): OfferedAction[] =>
  actions.flatMap(({ id, title, keys, menu }) => (menu ? [{ id, title, keys: keys ?? null, menu }] : []))

/** Tells the desktop app what can be done, how much runs and that settings changed; does what is chosen in the native menu. Nothing of it in a browser. */
export function useDesktop(): void {
  const { orpc } = useApi()
  const offered = JSON.stringify(offeredOf(useAllActions()))
  useEffect(() => {
    const { keysTaken: _, ...labels } = t.native
    window.cortex?.offerActions?.({ actions: JSON.parse(offered) as OfferedAction[], labels })
  }, [offered])

  const running = useQuery(orpc.system.overview.queryOptions({ input: {} })).data?.activeRuns ?? 0
  useEffect(() => window.cortex?.tellRunning?.(running), [running])

  const settings = useQuery(orpc.settings.get.queryOptions({ input: {} })).data?.settings
  const watched = settings && JSON.stringify([settings.desktop, settings.updates])
  useEffect(() => {
    if (watched) window.cortex?.settingsChanged?.()
  }, [watched])

  useEffect(() => {
    const onMessage = (event: MessageEvent) => {
      if (event.source !== window) return
      if (event.data?.type === 'cortex:action' && typeof event.data.id === 'string') runAction(event.data.id)
      if (event.data?.type === 'cortex:keys-taken' && typeof event.data.keys === 'string') showToast(t.native.keysTaken(event.data.keys))
    }
    window.addEventListener('message', onMessage)
    return () => window.removeEventListener('message', onMessage)
  }, [])
}
