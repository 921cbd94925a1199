import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import type { ContainerEngine } from '../../core/engines/containers/port.ts'

const buildWithinMs = 900_000

/** A file of a build's context: small ones by content, large ones as a stream of a known size. */
export type Entry = { name: string; mode?: number } & ({ content: string | Buffer } | { size: number; open: () => Readable })

/** Builds and tags. Rejects with an Error that has the failing step and the last lines of the log. */
export async function buildImage(engine: ContainerEngine, tag: string, dockerfile: string, entries: Entry[] = []): Promise<void> {
  const log: string[] = []
  const tar = pack()
  const context = new PassThrough()
  const sent = pipeline(tar as unknown as Readable, context).catch(() => undefined)
  const packed = packAll(tar, [{ name: 'Dockerfile', content: dockerfile }, ...entries])
  const outcome = await engine.images.build(
    { context, dockerfile: 'Dockerfile', tag, labels: {}, buildArgs: {}, isPulling: false, isCached: true },
    { signal: AbortSignal.timeout(buildWithinMs), onLog: (line) => void log.push(line) },
  )
  if (outcome.status === 'built') {
    await Promise.all([packed, sent])
    return
  }
  const why =
    outcome.status === 'failed' ? `${outcome.step ?? 'the build'}: ${outcome.message}` : `it took more than ${buildWithinMs / 60_000} minutes`
  throw new Error(`${tag} could not be built: ${why}\n${log.slice(-10).join('\n')}`)
}

async function packAll(tar: ReturnType<typeof pack>, entries: Entry[]): Promise<void> {
  for (const entry of entries) {
    const { name, mode = 0o644 } = entry
    if ('content' in entry) tar.entry({ name, mode }, entry.content)
    else await pipeline(entry.open(), tar.entry({ name, mode, size: entry.size }))
  }
  tar.finalize()
}
