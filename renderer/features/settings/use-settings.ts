import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SettingsState } from '../../../core/contract/settings.ts'
import { useApi } from '../../api/api-context.ts'
import { saveSetting } from './save-setting.ts'
import { listSections, type Setting, type SettingSchema } from './setting-list.ts'

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

export const useSaveSetting = (setting: Pick<Setting, 'path' | 'title' | 'kind'>, state: SettingsState) =>
  useMutation(saveSetting(useApi(), setting, state))
