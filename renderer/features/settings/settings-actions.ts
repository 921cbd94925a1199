import { Rows3, SunMoon } from 'lucide-react'
import { useActions } from '../../app/actions/action-store.ts'
import { useChooseAppearance } from '../../app/appearance.ts'
import { t } from '../../app/messages.ts'

/** How the window looks. */
export function useSettingsActions(): void {
  const choose = useChooseAppearance()
  const { words } = t.actions
  useActions([
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      ...{ id: `theme ${theme}`, title: t.actions.theme(t.settings[theme]), icon: SunMoon, menu: 'view' as const, words: words.theme },
      act: () => choose({ theme }),
    })),
    ...(['comfortable', 'compact'] as const).map((density) => ({
      ...{ id: `density ${density}`, title: t.actions.density(t.settings[density]), icon: Rows3, menu: 'view' as const, words: words.density },
      act: () => choose({ density }),
    })),
  ])
}
