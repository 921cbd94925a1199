import { useEffect, useState } from 'react'
import type { DownloadList } from '../../../core/contract/downloads.ts'
import { useApi } from '../../api/api-context.ts'
import { announce } from '../../app/ui-store.ts'
import { errorText } from '../../ui/failed.tsx'
import { downloadNews, type StatesById, statesOf } from './download-news.ts'

/** The downloads as they are, four times a second at most. A stream that ends by a restart or a lost connection is begun anew. */
export function useDownloads(): { list: DownloadList | null; failure: string | null } {
  const { client, queries, orpc } = useApi()
  const [list, setList] = useState<DownloadList | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    let known: StatesById | null = null
    const take = (next: DownloadList) => {
      const news = known ? downloadNews(known, next.downloads) : []
      known = statesOf(next.downloads, known ?? undefined)
      setList(next)
      setFailure(null)
      if (news.length > 0) {
        announce(news.join('. '))
        void queries.invalidateQueries({ queryKey: orpc.models.key() })
      }
    }
    const follow = async () => {
      for (let failures = 0; !stop.signal.aborted; failures++) {
        try {
          for await (const next of await client.models.watchDownloads({}, { signal: stop.signal })) {
            take(next)
            failures = 0
          }
        } catch (error) {
          if (!stop.signal.aborted) setFailure(errorText(error))
        }
        if (!stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 1_000 * (failures + 1))))
      }
    }
    void follow()
    return () => stop.abort()
  }, [client, queries, orpc])
  return { list, failure }
}
