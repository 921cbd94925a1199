import { createContext, use, useSyncExternalStore } from 'react'
import type { Api } from './client.ts'
import type { ConnectionState } from './connection.ts'

const ApiContext = createContext<Api | null>(null)
export const ApiProvider = ApiContext.Provider

export function useApi(): Api {
  const api = use(ApiContext)
  if (!api) throw new Error('No ApiProvider above this component.')
  return api
}

export function useConnectionState(): ConnectionState {
  const { connection } = useApi()
  return useSyncExternalStore(connection.subscribe, connection.state)
}
