import type { ContainerEngine, LogLine } from '../../engines/containers/port.ts'
import type { Workload } from './workload.ts'

/** What a relic wrote, of all its containers; with following, until they end. It is read no faster than it is taken. */
export async function* relicLogs(given: {
  workload: Workload
  engine: Pick<ContainerEngine, 'containers'>
  tail: number
  follow: boolean
  signal: AbortSignal
}): AsyncGenerator<LogLine> {
  const { workload, engine, tail, follow, signal } = given
  const sources = (await workload.states()).map((state) => {
    const prefix = workload.prefixOf(state)
    const lines = engine.containers.logs(state.id, { tailLines: tail, isFollowing: follow && state.status === 'running', signal })
    return { prefix: prefix ? `${prefix} | ` : '', lines: lines[Symbol.asyncIterator]() }
  })
  const waiting = new Map(sources.map((source) => [source, next(source)]))
  try {
    while (waiting.size > 0) {
      const { source, result } = await Promise.race(waiting.values())
      if (result.done) waiting.delete(source)
      else {
        waiting.set(source, next(source))
        yield { ...result.value, line: source.prefix + result.value.line }
      }
    }
  } finally {
    for (const { lines } of sources) void lines.return?.()
  }
}

type Source = { prefix: string; lines: AsyncIterator<LogLine> }
const next = async (source: Source) => ({ source, result: await source.lines.next() })
