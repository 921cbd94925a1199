import type { Settings, SettingsState } from '../../core/contract/settings.ts'
import { useApi } from '../api/api-context.ts'
import type { Api } from '../api/client.ts'
import { errorText } from '../ui/failed.tsx'
import { showToast, useUi } from './ui-store.ts'

type Appearance = Pick<Settings['appearance'], 'theme' | 'density' | 'reduceMotion'>

const pick = ({ theme, density, reduceMotion }: Appearance): Appearance => ({ theme, density, reduceMotion })

/** Shows what the settings say. What a window of an earlier version kept for itself moves into them, once, where they say nothing. */
export async function followAppearance({ client }: Pick<Api, 'client'>, { settings, written }: SettingsState): Promise<void> {
  const ui = useUi.getState()
  const said = (written.appearance ?? {}) as Partial<Appearance>
  const moved = ui.isAppearanceMoved
    ? []
    : (['theme', 'density'] as const).filter((key) => said[key] === undefined && ui[key] !== settings.appearance[key])
  const kept = Object.fromEntries(moved.map((key) => [key, ui[key]]))
  ui.set({ ...pick(settings.appearance), ...kept, isAppearanceMoved: true })
  for (const key of moved) await client.settings.set({ path: `appearance.${key}`, value: kept[key] })
}

/** Lets the person choose how the window looks: seen at once, kept in the settings, taken back when they do not take it. */
export function useChooseAppearance(): (change: Partial<Appearance>) => void {
  const { client, queries, orpc } = useApi()
  return (change) => {
    const ui = useUi.getState()
    const before = pick(ui)
    ui.set(change)
    const save = async () => {
      for (const [key, value] of Object.entries(change)) {
        const state = await client.settings.set({ path: `appearance.${key}`, value })
        queries.setQueryData(orpc.settings.get.queryKey({ input: {} }), state)
      }
    }
    save().catch((error: unknown) => {
      ui.set(before)
      showToast(errorText(error))
    })
  }
}
