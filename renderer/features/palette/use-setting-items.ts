import { useQuery } from '@tanstack/react-query'
import { Settings2 } from 'lucide-react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import type { PaletteItem } from './rank.ts'
import { settingsIn } from './settings-in.ts'

/** Every setting by its name, from the schema of the settings. */
export function useSettingItems(): PaletteItem[] {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const schema = useQuery(orpc.settings.schema.queryOptions({ input: {}, staleTime: Number.POSITIVE_INFINITY })).data?.schema
  return settingsIn(schema ?? {}).map(({ path, title, section, description }) => ({
    ...{ id: `setting ${path}`, source: 'actions', icon: Settings2, title, aside: [t.actions.setting, section].join(', ') },
    words: `${path} ${description}`,
    verb: t.palette.open,
    act: () => go(`/settings/${path}`),
  }))
}
