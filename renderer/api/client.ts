import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query'
import type { QueryClient } from '@tanstack/react-query'
import type { Contract } from '../../core/contract/index.ts'
import { type Connection, ConnectionLost } from './connection.ts'
import { FreshQueryClient } from './fresh-query-client.ts'

export type Client = ContractRouterClient<Contract>
export type Orpc = RouterUtils<Client>

/** Everything a screen needs to talk to the core. */
export interface Api {
  connection: Connection
  client: Client
  orpc: Orpc
  queries: QueryClient
}

export function createApi(connection: Connection): Api {
  const client: Client = createORPCClient(connection.link)
  const queries = new FreshQueryClient({
    defaultOptions: {
      queries: {
        // The core is on this computer: being offline says nothing about it, and it tells what changed.
        networkMode: 'always',
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => error instanceof ConnectionLost && count < 20,
        retryDelay: 500,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  return { connection, client, orpc: createTanstackQueryUtils(client), queries }
}

/** Drops a connection that is open and no longer answers. Returns a function that stops watching. */
export function watchHealth({ connection, client }: Api, everyMs = 15_000, patienceMs = 20_000): () => void {
  let isAsking = false
  const timer = setInterval(async () => {
    if (isAsking || connection.state() !== 'open') return
    isAsking = true
    try {
      await client.system.health({}, { signal: AbortSignal.timeout(patienceMs) })
    } catch (error) {
      if (!(error instanceof ConnectionLost)) connection.drop()
    } finally {
      isAsking = false
    }
  }, everyMs)
  return () => clearInterval(timer)
}
