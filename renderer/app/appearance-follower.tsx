import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../api/api-context.ts'
import { followAppearance } from './appearance.ts'

/** Follows the looks of the settings, whoever changes them. */
export function AppearanceFollower() {
  const api = useApi()
  const { data } = useQuery(api.orpc.settings.get.queryOptions({ input: {} }))
  useEffect(() => {
    if (data) void followAppearance(api, data).catch(() => {})
  }, [api, data])
  return null
}
