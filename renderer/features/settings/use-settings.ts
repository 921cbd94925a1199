import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SettingsState } from '../../../core/contract/settings.ts'
import { useApi } from '../../api/api-context.ts'
import type { Api } from '../../api/client.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { listSections, type Setting, type SettingSchema, valueAt } from './setting-list.ts'

/** The sections of settings.json and what is in force. */
export function useSettings() {
  const { orpc } = useApi()
  const state = useQuery(orpc.settings.get.queryOptions({ input: {} }))
  const schema = useQuery(orpc.settings.schema.queryOptions({ input: {}, staleTime: Number.POSITIVE_INFINITY }))
  const sections = useMemo(() => (schema.data ? listSections(schema.data.schema as SettingSchema) : []), [schema.data])
  const failed = [state, schema].find((query) => query.isError && !query.data)
  return {
    sections,
    state: state.data ?? null,
    error: failed?.error ?? null,
    retry: () => void Promise.all([state.refetch(), schema.refetch()]),
  }
}

/** `value` undefined takes the setting out of the file, so that it has its default. */
const write = ({ client }: Api, path: string, value: unknown): Promise<SettingsState> =>
  value === undefined ? client.settings.reset({ path }) : client.settings.set({ path, value })

/** Saves one setting at once. What cannot be seen to be undone by the control itself can be taken back from a toast. */
export function useSaveSetting({ path, title, kind }: Pick<Setting, 'path' | 'title' | 'kind'>, state: SettingsState) {
  const api = useApi()
  const keep = (next: SettingsState) => {
    api.queries.setQueryData(api.orpc.settings.get.queryKey({ input: {} }), next)
    void api.queries.invalidateQueries({ queryKey: api.orpc.settings.key() })
  }
  return useMutation({
    mutationFn: (value: unknown) => write(api, path, value),
    onSuccess: (next, value) => {
      keep(next)
      const before = valueAt(state.written, path)
      const isObvious = value !== undefined && (kind === 'switch' || kind === 'choice')
      if (!isObvious)
        showToast(value === undefined ? t.settingsPage.wasReset(title) : t.settingsPage.saved(title), async () =>
          keep(await write(api, path, before)),
        )
    },
  })
}
