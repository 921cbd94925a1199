import type { MutationOptions } from '@tanstack/react-query'
import type { SettingsState } from '../../../core/contract/settings.ts'
import type { Api } from '../../api/client.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { type Setting, valueAt } from './setting-list.ts'

/** `value` undefined takes the setting out of the file, so that it has its default. */
const write = ({ client }: Api, path: string, value: unknown): Promise<SettingsState> =>
  value === undefined ? client.settings.reset({ path }) : client.settings.set({ path, value })

/** Saves one setting at once. What cannot be seen to be undone by the control itself can be taken back from a toast. */
export function saveSetting(
  api: Api,
  { path, title, kind }: Pick<Setting, 'path' | 'title' | 'kind'>,
  state: SettingsState,
): MutationOptions<SettingsState, Error, unknown, { before: unknown }> {
  const keep = (next: SettingsState) => {
    api.queries.setQueryData(api.orpc.settings.get.queryKey({ input: {} }), next)
    void api.queries.invalidateQueries({ queryKey: api.orpc.settings.key() })
  }
  return {
    mutationFn: (value) => write(api, path, value),
    // Taken now: that the file has changed may be told, and drawn, before the answer is here.
    onMutate: () => ({ before: valueAt(state.written, path) }),
    onSuccess(next, value, { before }) {
      keep(next)
      const isObvious = value !== undefined && (kind === 'switch' || kind === 'choice')
      if (!isObvious)
        showToast(value === undefined ? t.settingsPage.wasReset(title) : t.settingsPage.saved(title), async () =>
          keep(await write(api, path, before)),
        )
    },
  }
}
