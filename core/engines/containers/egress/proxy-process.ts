import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { Fault } from '../../../contract/faults.ts'
import type { ContainerSettings } from '../../../contract/settings.ts'
import type { Logger } from '../../../kernel/logger.ts'
import { labelsOf } from '../labels.ts'
import type { ContainerEngine } from '../port.ts'

/** One connection through the proxy, told when it ended. `refused`: not by the rules. `failed`: allowed, but the host did not answer. */
export type Connection = {
  token: string
  host: string
  port: number
  /** The address that was dialled; null when none was, or when a company's proxy did it. */
  address: string | null
  verdict: 'allowed' | 'refused' | 'failed'
  /** Empty when there is nothing to say. */
  reason: string
  /** From the host, and to it. */
  bytesIn: number
  bytesOut: number
  durationMs: number
}

export type ProxyProcess = {
  /** Of its container. */
  readonly id: string
  /** Resolves when it ended, or when the engine did. Never rejects. */
  readonly ended: Promise<void>
  /** `at` is the proxy's own address in the network of whoever has the token; null takes it from everywhere. */
  allow(token: string, hosts: string[], at: string | null): Promise<void>
  revoke(token: string): Promise<void>
}

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.enum(['allowed', 'revoked']), token: z.string() }),
  z.object({
    type: z.literal('connection'),
    token: z.string(),
    host: z.string(),
    port: z.number(),
    address: z.string().nullable(),
    verdict: z.enum(['allowed', 'refused', 'failed']),
    reason: z.string(),
    bytesIn: z.number(),
    bytesOut: z.number(),
    durationMs: z.number(),
  }),
])

const defaultImage = 'node:24-slim'
const readyMs = 20_000
const answerMs = 5_000
const pullMs = 300_000

/** Starts the proxy's container and speaks its lines. Rejects with ENGINE_UNAVAILABLE or ENGINE_FAILED. */
export async function startProxy(options: {
  engine: ContainerEngine
  settings: () => ContainerSettings
  owner: string
  launch: string
  home: string
  logger: Logger
  port: number
  onConnection: (connection: Connection) => void
  partsFolder?: URL
}): Promise<ProxyProcess> {
  const { engine, owner, launch, home, logger } = options
  const settings = options.settings()
  const image = settings.baseImages?.node ?? defaultImage
  if (!(await engine.images.inspect(image))) await engine.images.pull(image, { signal: AbortSignal.timeout(pullMs), onProgress() {} })
  // One workstation has one; what is there is of a life that ended, its own or the engine's.
  for (const one of await engine.containers.list(labelsOf({ owner, role: 'proxy' }))) await engine.containers.remove(one.id)
  const script = await readFile(new URL('proxy.mjs', options.partsFolder ?? new URL('./', import.meta.url)), 'utf8')
  const { http, https, none } = settings.proxy ?? {}
  const id = await engine.containers.create({
    image,
    entrypoint: ['node'],
    command: ['--input-type=module', '-e', script],
    env: { CORTEX_EGRESS: JSON.stringify({ port: options.port, upstream: { http, https, none } }) },
    labels: labelsOf({ owner, launch, home, role: 'proxy' }),
    user: '10001:10001',
    workingFolder: '/',
    hasStdin: true,
    hasInit: false,
    isReadOnlyRoot: true,
    tmpfs: [],
    mounts: [],
    network: { kind: 'open', aliases: [] },
    ports: [],
    capabilities: [],
    limits: { memoryBytes: 192 * 2 ** 20, cpus: 1, pids: 64 },
    log: null,
  })
  try {
    const streams = await engine.containers.attach(id)
    const waiting = new Map<string, () => void>()
    const { promise: ready, resolve: onReady } = Promise.withResolvers<void>()
    const { promise: ended, resolve: onEnded } = Promise.withResolvers<void>()
    const heard = (line: string) => {
      const parsed = message.safeParse(parseJson(line))
      if (!parsed.success) return logger.warn('the egress proxy said something else', { line: line.slice(0, 200) })
      const said = parsed.data
      if (said.type === 'ready') onReady()
      else if (said.type === 'connection') options.onConnection(said)
      else waiting.get(`${said.type} ${said.token}`)?.()
    }
    streams.stdin.on('error', () => {})
    createInterface({ input: streams.stdout }).on('line', heard)
    createInterface({ input: streams.stderr }).on('line', (line) => logger.warn('egress proxy', { line: line.slice(0, 500) }))
    streams.stdout.once('close', onEnded)
    streams.stdout.once('end', onEnded)
    streams.stdout.once('error', () => onEnded())
    await engine.containers.start(id)
    await answered(ready, ended, readyMs, 'it did not start')

    const order = async (what: Record<string, unknown>, answer: string) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.set(answer, resolve)
      try {
        streams.stdin.write(`${JSON.stringify(what)}\n`)
        await answered(promise, ended, answerMs, 'it does not answer')
      } finally {
        waiting.delete(answer)
      }
    }
    return {
      id,
      ended,
      allow: (token, hosts, at) => order({ allow: token, hosts, at }, `allowed ${token}`),
      revoke: (token) => order({ revoke: token }, `revoked ${token}`),
    }
  } catch (error) {
    await engine.containers.remove(id).catch(() => {})
    throw error
  }
}

async function answered(answer: Promise<void>, ended: Promise<void>, ms: number, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`${what} within ${ms} ms`), ms)
  })
  const problem = await Promise.race([answer.then(() => null), ended.then(() => 'it ended'), late])
  clearTimeout(timer)
  if (problem !== null) throw new Fault('ENGINE_FAILED', { detail: `the proxy that lets tools reach their hosts is not there: ${problem}.` })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
