import { Settings2 } from 'lucide-react'
import { useLocation } from 'wouter'
import { t } from '../../app/messages.ts'
import { useSettings } from '../settings/use-settings.ts'
import type { PaletteItem } from './rank.ts'

/** Every setting by its name. */
export function useSettingItems(): PaletteItem[] {
  const [, go] = useLocation()
  return useSettings().sections.flatMap((section) =>
    section.settings.map(({ path, title, about }) => ({
      ...{ id: `setting ${path}`, source: 'actions', icon: Settings2, title, aside: [t.actions.setting, section.title].join(', ') },
      words: `${path} ${about}`,
      verb: t.palette.open,
      act: () => go(`/settings/${path}`),
    })),
  )
}
