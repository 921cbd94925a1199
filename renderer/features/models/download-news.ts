import type { ModelDownload } from '../../../core/contract/downloads.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'

export type StatesById = ReadonlyMap<string, ModelDownload['state']>

/** What is read out of a new list: only that a state has changed, never how far it is. Connecting again and again is not news. */
export function downloadNews(known: StatesById, downloads: readonly ModelDownload[]): string[] {
  return downloads
    .filter(({ id, state }) => known.get(id) !== state && state !== 'connecting')
    .map(({ name, state, detail }) =>
      state === 'failed' ? t.downloads.failedNews(name, told(detail)) : t.downloads.news(name, t.downloads.state[state]),
    )
}

export const statesOf = (downloads: readonly ModelDownload[], known: StatesById = new Map()): StatesById =>
  // Whoever connects is as he was before, so that a stalled one that tries again is not told of each time.
  new Map(downloads.map(({ id, state }) => [id, state === 'connecting' ? (known.get(id) ?? state) : state]))
