import { createORPCClient } from '@orpc/client'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Session } from '../../../core/contract/sessions.ts'
import type { Client } from '../../api/client.ts'
import { askForChat, firstThere, useRecentChats } from './recent-chats.ts'

type Id = Session['id']
const ids = ['ses_gone', 'ses_trash', 'ses_there', 'ses_last'] as Id[]
const get = async (id: Id) => {
  if (id === 'ses_gone') throw Object.assign(new Error('There is no chat named ses_gone.'), { code: 'NOT_FOUND' })
  return { trashedAt: id === 'ses_trash' ? '2026-01-01T00:00:00.000Z' : null }
}

test('goes on to the next chat that is there, and forgets those that are not', async () => {
  useRecentChats.setState({ ids })
  expect(await firstThere(ids, get)).toBe('ses_there')
  expect(useRecentChats.getState().ids).toEqual(['ses_there', 'ses_last'])
})

test('forgets nothing while the workstation is away', async () => {
  useRecentChats.setState({ ids })
  const lost = () => Promise.reject(new Error('The connection to the workstation was lost. It is being restored.'))
  expect(await firstThere(ids, lost)).toBe('ses_gone')
  expect(useRecentChats.getState().ids).toEqual(ids)
})

test('asks the workstation, not what the window knew before a chat was deleted elsewhere', async () => {
  const gone = Object.assign(new Error('There is no chat named ses_gone.'), { code: 'NOT_FOUND' })
  const orpc = createTanstackQueryUtils(createORPCClient<Client>({ call: () => Promise.reject(gone) }))
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 30_000 } } })
  const [id] = ids as [Id]
  queries.setQueryData(orpc.sessions.get.queryKey({ input: { id } }), { trashedAt: null } as Session)
  useRecentChats.setState({ ids })
  expect(await firstThere([id], (id) => askForChat({ queries, orpc }, id))).toBeNull()
})
