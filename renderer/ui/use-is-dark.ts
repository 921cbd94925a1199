import { useSyncExternalStore } from 'react'

const system = matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void): () => void {
  const chosen = new MutationObserver(listener)
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  system.addEventListener('change', listener)
  return () => {
    chosen.disconnect()
    system.removeEventListener('change', listener)
  }
}

const isDark = () => {
  const chosen = document.documentElement.dataset.theme
  return chosen === undefined ? system.matches : chosen === 'dark'
}

/** Whether the window is dark now: by the person's choice, else by the system's. For what cannot take its colours from the tokens by itself. */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark)
