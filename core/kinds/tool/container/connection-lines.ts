import type { Connection } from '../../../engines/containers/egress/egress.ts'

const mostLines = 200

/** Tells a run's connections as lines of its log; after some hundred only that there were more. */
export function connectionLines(onLine: (line: string) => void) {
  let count = 0
  let lastRefusal: string | null = null
  return {
    tell(connection: Connection): void {
      const line = lineOf(connection)
      if (connection.verdict !== 'allowed') lastRefusal = line
      count += 1
      if (count <= mostLines) onLine(line)
      else if (count === mostLines + 1) onLine('… more connections are not listed')
    },
    /** The last connection that did not come about, in a sentence; null when there was none. */
    get lastRefusal() {
      return lastRefusal
    },
  }
}

export function lineOf({ host, port, verdict, reason, bytesIn }: Connection): string {
  const to = `${host.includes(':') ? `[${host}]` : host}:${port}`
  if (verdict === 'allowed') return `reached ${to}, ${amount(bytesIn)} in`
  return `${verdict === 'refused' ? 'refused' : 'could not reach'} ${to}${reason ? `: ${reason}` : ''}`
}

const amount = (bytes: number) => {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
