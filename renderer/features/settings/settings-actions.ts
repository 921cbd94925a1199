import { Archive, FileCog, FolderOpen, Languages, Rows3, Stethoscope, SunMoon } from 'lucide-react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { useActions } from '../../app/actions/action-store.ts'
import { useChooseAppearance } from '../../app/appearance.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { errorText } from '../../ui/failed.tsx'

/** How the window looks and what it speaks, and the upkeep that has its place in the settings. */
export function useSettingsActions(): void {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const choose = useChooseAppearance()
  const { words } = t.actions
  const told = (work: Promise<unknown>) => void work.catch((error) => showToast(errorText(error)))
  const speak = async (language: string) => {
    queries.setQueryData(orpc.settings.get.queryKey({ input: {} }), await client.settings.set({ path: 'appearance.language', value: language }))
    await queries.invalidateQueries({ queryKey: orpc.settings.key() })
  }
  useActions([
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      ...{ id: `theme ${theme}`, title: t.actions.theme(t.settings[theme]), icon: SunMoon, menu: 'view' as const, words: words.theme },
      act: () => choose({ theme }),
    })),
    ...(['comfortable', 'compact'] as const).map((density) => ({
      ...{ id: `density ${density}`, title: t.actions.density(t.settings[density]), icon: Rows3, menu: 'view' as const, words: words.density },
      act: () => choose({ density }),
    })),
    ...Object.entries(t.settingOptions['appearance.language'] ?? {}).map(([language, name]) => ({
      ...{ id: `language ${language}`, title: t.actions.language(name), icon: Languages, words: words.language },
      act: () => told(speak(language)),
    })),
    { id: 'settings file', title: t.actions.openSettingsFile, icon: FileCog, act: () => told(client.settings.open({})) },
    { id: 'doctor', title: t.actions.doctor, icon: Stethoscope, menu: 'help', words: words.doctor, act: () => go('/settings/doctor') },
    { id: 'backups', title: t.actions.backups, icon: Archive, words: words.backup, act: () => go('/settings/backups') },
    {
      ...{ id: 'backup now', title: t.actions.backUp, icon: Archive, words: words.backup },
      act: () => told(client.backups.create({}).then(() => showToast(t.actions.backedUp))),
    },
    { id: 'data reveal', title: t.actions.reveal, icon: FolderOpen, act: () => told(client.system.reveal({})) },
  ])
}
