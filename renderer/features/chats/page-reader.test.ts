import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { historyKey } from './history.ts'
import { type History, newestPage } from './history-page.ts'
import { createPageReader } from './page-reader.ts'

type MessageId = Message['id']
const id = 'ses_1' as Session['id']
const nameOf = (index: number) => `before ${index}` as MessageId
const nobody = () => false

/** A chat of so many pages that are away, over a core that answers when it is told to. */
function chatOf(pages: number) {
  const asked: { before: MessageId; answer: () => void }[] = []
  const queries = new QueryClient()
  queries.setQueryData<History>(historyKey(id), {
    pages: [newestPage([]), ...Array.from({ length: pages }, (_, index) => ({ before: nameOf(index + 1), count: 2, messages: null }))],
    next: null,
  })
  const history = ({ before }: { before: MessageId }) =>
    new Promise((resolve) => asked.push({ before, answer: () => resolve({ messages: [{ id: `of ${before}` }], hasMore: true }) }))
  const api = { queries, client: { sessions: { history } } } as unknown as Api
  const here = () => (queries.getQueryData<History>(historyKey(id))?.pages ?? []).flatMap((page) => (page.before && page.messages ? page.before : []))
  return { api, asked, here }
}

test('a page that comes near is read into its place', async () => {
  const { api, asked, here } = chatOf(3)
  createPageReader(api, id, nobody).want(nameOf(2))
  asked[0]?.answer()
  await vi.waitFor(() => expect(here()).toEqual([nameOf(2)]))
})

test('of pages that are rushed past only the first and what is near in the end are read', async () => {
  const { api, asked, here } = chatOf(40)
  const reader = createPageReader(api, id, nobody)
  for (let page = 1; page <= 40; page++) {
    reader.want(nameOf(page))
    if (page < 40) reader.leave(nameOf(page))
  }
  for (const { answer } of asked) answer()
  await vi.waitFor(() => expect(asked).toHaveLength(3))
  asked[2]?.answer()
  await vi.waitFor(() => expect(here()).toContain(nameOf(40)))
  expect(asked.map(({ before }) => before)).toEqual([nameOf(1), nameOf(2), nameOf(40)])
})

test('a page is not read twice, neither while it comes nor when it is here', async () => {
  const { api, asked, here } = chatOf(3)
  const reader = createPageReader(api, id, nobody)
  reader.want(nameOf(1))
  reader.want(nameOf(1))
  asked[0]?.answer()
  await vi.waitFor(() => expect(here()).toEqual([nameOf(1)]))
  reader.want(nameOf(1))
  expect(asked).toHaveLength(1)
})

test('what takes long is told once, and told to be over', async () => {
  vi.useFakeTimers()
  const { api, asked } = chatOf(3)
  const reader = createPageReader(api, id, nobody)
  const told: boolean[] = []
  reader.subscribe(() => told.push(reader.isSlow()))
  reader.want(nameOf(1))
  await vi.advanceTimersByTimeAsync(1_000)
  asked[0]?.answer()
  await vi.advanceTimersByTimeAsync(10)
  expect(told).toEqual([true, false])
  vi.useRealTimers()
})
