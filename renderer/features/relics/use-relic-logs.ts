import { useEffect, useState } from 'react'
import type { RelicInstance } from '../../../core/contract/relics.ts'
import { useApi } from '../../api/api-context.ts'
import { errorText } from '../../ui/failed.tsx'
import { addLines, type NumberedLine, type RelicLogLine } from './log-lines.ts'

const tail = 500

/**
 * What a relic has written and goes on writing, told at most seven times a second. A stream that ends while the relic is at work, by a restart or
 * a lost connection, is begun anew with the last lines.
 */
export function useRelicLogs(
  id: RelicInstance['id'],
  isAtWork: boolean,
): { lines: readonly NumberedLine[]; isReading: boolean; failure: string | null } {
  const { client } = useApi()
  const [lines, setLines] = useState<readonly NumberedLine[]>([])
  const [isReading, setIsReading] = useState(true)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    let queue: RelicLogLine[] = []
    let isNew = true
    let firstLines: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      if (queue.length === 0) return
      const more = queue
      const isFirst = isNew
      queue = []
      isNew = false
      setIsReading(false)
      setLines((known) => addLines(isFirst ? [] : known, more))
    }
    const timer = setInterval(flush, 150)
    const follow = async () => {
      for (let failures = 0; !stop.signal.aborted; failures++) {
        try {
          const stream = await client.relics.logs({ id, tail, follow: isAtWork }, { signal: stop.signal })
          flush()
          isNew = true
          setFailure(null)
          // The last lines come a moment after the stream is open; before that nobody can say that there are none.
          firstLines = setTimeout(() => setIsReading(false), 1_000)
          for await (const line of stream) queue.push(line)
          failures = 0
        } catch (error) {
          if (!stop.signal.aborted) setFailure(errorText(error))
        }
        if (!stop.signal.aborted) {
          flush()
          setIsReading(false)
        }
        if (!isAtWork || stop.signal.aborted) return
        await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 1_000 * (failures + 1))))
      }
    }
    void follow()
    return () => {
      clearInterval(timer)
      clearTimeout(firstLines)
      stop.abort()
    }
  }, [client, id, isAtWork])
  return { lines, isReading, failure }
}
