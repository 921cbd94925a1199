import { useEffect } from 'react'
import type { OfferedAction } from '../../api/transports.ts'
import { type Action, runAction, useAllActions } from './action-store.ts'

/** What of the actions the native menu lists, in its order. */
export const offeredOf = (actions: readonly Action[]): OfferedAction[] =>
  actions.flatMap(({ id, title, keys, menu }) => (menu ? [{ id, title, keys: keys ?? null, menu }] : []))

/** Keeps the native menu of the desktop app in step with what can be done, in the language of the window, and does what is chosen there. */
export function useNativeMenu(): void {
  const offered = JSON.stringify(offeredOf(useAllActions()))
  useEffect(() => {
    window.cortex?.offerActions?.(JSON.parse(offered) as OfferedAction[])
  }, [offered])
  useEffect(() => {
    const onMessage = (event: MessageEvent) => {
      if (event.source === window && event.data?.type === 'cortex:action' && typeof event.data.id === 'string') runAction(event.data.id)
    }
    window.addEventListener('message', onMessage)
    return () => window.removeEventListener('message', onMessage)
  }, [])
}
