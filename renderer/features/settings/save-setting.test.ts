import { MutationObserver, QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { SettingsState } from '../../../core/contract/settings.ts'
import type { Api } from '../../api/client.ts'
import { useMoment } from '../../app/ui-store.ts'
import { saveSetting } from './save-setting.ts'

const agent = { path: 'chats.agent', title: 'Agent of new chats', kind: 'text' } as const
const stateOf = (name: string) => ({ written: { chats: { agent: name } } }) as unknown as SettingsState

test('taking a setting back gives what stood there when it was changed, also when the change was drawn before the answer came', async () => {
  const written: unknown[] = []
  const answer = Promise.withResolvers<SettingsState>()
  const queries = new QueryClient()
  const api = {
    queries,
    orpc: { settings: { key: () => ['settings'], get: { queryKey: () => ['settings', 'get'] } } },
    client: {
      settings: {
        set: ({ value }: { value: unknown }) => {
          written.push(value)
          return written.length === 1 ? answer.promise : Promise.resolve(stateOf(String(value)))
        },
      },
    },
  } as unknown as Api

  const row = new MutationObserver(queries, saveSetting(api, agent, stateOf('assistant')))
  const saving = row.mutate('reviewer')
  // The core tells everybody of the change; the row is drawn with it while its own answer is still on the way.
  row.setOptions(saveSetting(api, agent, stateOf('reviewer')))
  answer.resolve(stateOf('reviewer'))
  await saving
  await useMoment.getState().toast?.undo?.()
  expect(written).toEqual(['reviewer', 'assistant'])
})
