import { Rows3, SunMoon } from 'lucide-react'
import { useActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { useUi } from '../../app/ui-store.ts'

/** How the window looks. */
export function useSettingsActions(): void {
  const { set } = useUi.getState()
  const { words } = t.actions
  useActions([
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      ...{ id: `theme ${theme}`, title: t.actions.theme(t.settings[theme]), icon: SunMoon, menu: 'view' as const, words: words.theme },
      act: () => set({ theme }),
    })),
    ...(['comfortable', 'compact'] as const).map((density) => ({
      ...{ id: `density ${density}`, title: t.actions.density(t.settings[density]), icon: Rows3, menu: 'view' as const, words: words.density },
      act: () => set({ density }),
    })),
  ])
}
