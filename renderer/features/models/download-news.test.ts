import { expect, it } from 'vitest'
import type { ModelDownload } from '../../../core/contract/downloads.ts'
import { downloadNews, statesOf } from './download-news.ts'

const download = (state: ModelDownload['state'], receivedBytes = 0) =>
  ({ id: 'a', name: 'spark', state, detail: 'The disk is full.', receivedBytes }) as ModelDownload

it('tells of a state once, however far it comes in it', () => {
  const known = statesOf([download('queued')])
  expect(downloadNews(known, [download('downloading', 1)])).toEqual(['spark: downloading'])
  const next = statesOf([download('downloading', 1)], known)
  expect(downloadNews(next, [download('downloading', 500)])).toEqual([])
})

it('tells of what stalls only when it does, not of each time it is tried again', () => {
  let known = statesOf([download('downloading')])
  expect(downloadNews(known, [download('stalled')])).toEqual(['spark: stalled'])
  known = statesOf([download('stalled')], known)
  expect(downloadNews(known, [download('connecting')])).toEqual([])
  known = statesOf([download('connecting')], known)
  expect(downloadNews(known, [download('stalled')])).toEqual([])
})

it('says why one has failed', () => {
  expect(downloadNews(statesOf([]), [download('failed')])).toEqual(['spark failed: The disk is full.'])
})
