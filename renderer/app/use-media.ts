import { useSyncExternalStore } from 'react'

export function useMedia(query: string): boolean {
  const subscribe = (listener: () => void) => {
    const media = window.matchMedia(query)
    media.addEventListener('change', listener)
    return () => media.removeEventListener('change', listener)
  }
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}

/** Below these widths the inspector, then the list, fold away; the same numbers as in ui/frame.css. */
export const useIsInspectorFolded = (): boolean => useMedia('(max-width: 1100px)')
export const useIsListFolded = (): boolean => useMedia('(max-width: 900px)')
