import { QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { FreshQueryClient } from './fresh-query-client.ts'

/** A query whose answers are given by hand, watched as a screen watches it. */
function watched(client: FreshQueryClient) {
  const answers: ((value: string) => void)[] = []
  const observer = new QueryObserver(client, {
    queryKey: ['list'],
    retry: false,
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
  })
  const stop = observer.subscribe(() => {})
  return { answers, stop, data: () => observer.getCurrentResult().data }
}

test('a change that is told during the first load is not lost: the query is asked again', async () => {
  const client = new FreshQueryClient()
  const { answers, data, stop } = watched(client)
  const told = Promise.all([client.invalidateQueries({ queryKey: ['list'] }), client.invalidateQueries()])
  expect(answers).toHaveLength(1)

  answers[0]?.('before the change')
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.('after the change')
  await told
  expect(data()).toBe('after the change')
  expect(answers).toHaveLength(2)
  stop()
})

test('later changes replace the question under way', async () => {
  const client = new FreshQueryClient()
  const { answers, data, stop } = watched(client)
  answers[0]?.('first')
  await vi.waitFor(() => expect(data()).toBe('first'))
  void client.invalidateQueries({ queryKey: ['list'] })
  const told = client.invalidateQueries({ queryKey: ['list'] })
  answers[2]?.('newest')
  await told
  answers[1]?.('older')
  expect(data()).toBe('newest')
  stop()
})
