import { useQuery } from '@tanstack/react-query'
import type { Settings } from '../../../core/contract/settings.ts'
import { useApi } from '../../api/api-context.ts'

/** What the person set about chats; until that is known, what holds without it. */
export function useChatSettings(): Pick<Settings['chats'], 'agent' | 'sendKey'> {
  const { orpc } = useApi()
  return useQuery(orpc.settings.get.queryOptions({ input: {} })).data?.settings.chats ?? { sendKey: 'Enter' }
}
