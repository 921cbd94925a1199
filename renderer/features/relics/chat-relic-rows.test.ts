import { expect, test } from 'vitest'
import type { RelicInstance, RelicSummary } from '../../../core/contract/relics.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import { chatRelics } from './chat-relic-rows.ts'

const chat = 'ses_a' as Session['id']
const at = (id: string, sessionId: string | null) => ({ id, sessionId, state: 'healthy' }) as unknown as RelicInstance
const relic = (name: string, ...instances: RelicInstance[]) => ({ name, instances }) as unknown as RelicSummary

test("a chat has its own relics, shared ones its agent uses, and those not started yet, but never another chat's", () => {
  const all = [
    relic('kv_store', at('1', 'ses_b'), at('2', 'ses_a')),
    relic('http_cache', at('3', null)),
    relic('other_cache', at('4', null)),
    relic('sql_store', at('5', 'ses_b')),
    relic('unused'),
  ]
  expect(chatRelics(all, chat, ['http_cache', 'sql_store']).map((row) => row.path)).toEqual(['http_cache/3', 'kv_store/2', 'sql_store'])
})
