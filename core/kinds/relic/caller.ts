import { createInterface } from 'node:readline'
import { Fault } from '../../contract/faults.ts'
import { ownershipOf } from '../../engines/containers/labels.ts'
import type { ContainerEngine, Labels } from '../../engines/containers/port.ts'
import type { SessionId } from '../../kernel/ids.ts'
import { callerScript } from './caller-script.ts'
import type { HttpRequest } from './endpoints.ts'

export type Question = { signal: AbortSignal; timeoutMs: number }
/** `text` is null and `isCut` true for an answer longer than `limitBytes`. */
export type HttpAnswer = { status: number; type: string | null; text: string | null; isCut: boolean }

/** Asks things inside a network that leads nowhere else. Rejections: CANCELLED, ENGINE_…, or an Error that says why nothing answered. */
export type Caller = {
  request(request: HttpRequest, how: Question & { limitBytes: number }): Promise<HttpAnswer>
  /** Resolves when the port takes a connection. */
  connect(host: string, port: number, how: Question): Promise<void>
  close(): Promise<void>
}

type Pending = { resolve(answer: Record<string, unknown>): void; reject(error: Error): void }
type Live = { ask(question: Record<string, unknown>, how: Question): Promise<Record<string, unknown>>; end(): Promise<void>; isOver: boolean }

/** How long an answer may take beyond its own time before the caller itself counts as hanging, and how long one may take to start. */
const graceMs = 2_000
const startWithinMs = 20_000

/** A caller in `network`, started when it is needed and again when it is gone. */
export function createCaller(options: {
  engine: Pick<ContainerEngine, 'containers'>
  network: string
  /** An image with Node; resolved at each start. */
  image: () => Promise<string>
  labels: Labels
  /** Removes callers of this network that were left behind: by a former life, or by an engine that was away while one ended. */
  removeOld: () => Promise<void>
}): Caller {
  let live: Promise<Live> | null = null
  let isClosed = false

  async function current(): Promise<Live> {
    if (isClosed) throw new Error('the network is being removed')
    live ??= start(options)
    const mine = live
    const forget = () => {
      if (live === mine) live = null
    }
    const found = await mine.catch((error: unknown) => {
      forget()
      throw error
    })
    if (!found.isOver) return found
    forget()
    return current()
  }
  const ask = async (question: Record<string, unknown>, how: Question): Promise<Record<string, unknown>> => {
    const answer = await (await current()).ask(question, how)
    if (typeof answer.error === 'string') throw new Error(answer.error)
    return answer
  }

  return {
    request: async (request, how) => (await ask({ ...request, limitBytes: how.limitBytes }, how)) as unknown as HttpAnswer,
    connect: async (host, port, how) => void (await ask({ host, port }, how)),
    async close() {
      isClosed = true
      const ending = live
      live = null
      await (await ending?.catch(() => null))?.end()
    },
  }
}

async function start({ engine, network, image, labels, removeOld }: Parameters<typeof createCaller>[0]): Promise<Live> {
  const { containers } = engine
  await removeOld()
  const id = await containers.create({
    image: await image(),
    command: ['-e', callerScript],
    entrypoint: ['node'],
    env: {},
    labels,
    user: '65534:65534',
    workingFolder: '/',
    hasStdin: true,
    hasInit: false,
    isReadOnlyRoot: true,
    tmpfs: [],
    mounts: [],
    network: { kind: 'joined', networks: [{ name: network, aliases: [] }] },
    ports: [],
    capabilities: [],
    limits: { memoryBytes: 128 * 2 ** 20, cpus: 1, pids: 64 },
    log: null,
  })
  try {
    const streams = await containers.attach(id)
    const pending = new Map<number, Pending>()
    const ready = Promise.withResolvers<void>()
    let last = ''
    let count = 0
    const one: Live = {
      isOver: false,
      ask: (question, { signal, timeoutMs }) =>
        new Promise((resolve, reject) => {
          if (one.isOver) return reject(new Error('the caller ended'))
          if (signal.aborted) return reject(signal.reason)
          const id = ++count
          const settle = (act: () => void) => {
            clearTimeout(hanging)
            signal.removeEventListener('abort', stopped)
            pending.delete(id)
            act()
          }
          const stopped = () => {
            streams.stdin.write(`${JSON.stringify({ cancel: id })}\n`)
            settle(() => reject(signal.reason instanceof Error ? signal.reason : new Fault('CANCELLED', { name: 'the call' })))
          }
          const hanging = setTimeout(() => settle(() => reject(new Error(`no answer within ${timeoutMs} ms`))), timeoutMs + graceMs)
          signal.addEventListener('abort', stopped, { once: true })
          pending.set(id, { resolve: (answer) => settle(() => resolve(answer)), reject: (error) => settle(() => reject(error)) })
          streams.stdin.write(`${JSON.stringify({ ...question, id, timeoutMs })}\n`)
        }),
      async end() {
        over(new Error('the network is being removed'))
        await containers.remove(id)
      },
    }
    const over = (error: Error) => {
      if (one.isOver) return
      one.isOver = true
      streams.close()
      ready.reject(error)
      for (const asked of [...pending.values()]) asked.reject(error)
    }
    ready.promise.catch(() => {})
    streams.stdin.on('error', () => {})
    streams.stderr.on('data', (part: Buffer) => {
      last = `${last}${part}`.slice(-500)
    })
    const lines = createInterface({ input: streams.stdout })
    lines.on('line', (line) => {
      const answer = JSON.parse(line) as { id?: number }
      if (answer.id === undefined) ready.resolve()
      else pending.get(answer.id)?.resolve(answer)
    })
    const ended = () => {
      over(new Error(`the caller ended${last ? `: ${last.trim()}` : ''}`))
      void containers.remove(id).catch(() => {})
    }
    lines.on('close', ended).on('error', ended)
    for (const stream of [streams.stdout, streams.stderr]) stream.on('error', ended)
    await containers.start(id)
    const slow = setTimeout(() => over(new Error('the caller did not start')), startWithinMs)
    await ready.promise.finally(() => clearTimeout(slow))
    return one
  } catch (error) {
    await containers.remove(id).catch(() => {})
    throw error
  }
}

/** Callers of one chat's network. A door, which has the name of its relic, is none. */
export async function removeCallers(containers: ContainerEngine['containers'], labels: Labels, sessionId: SessionId | null): Promise<void> {
  for (const one of await containers.list(labels)) {
    const whose = ownershipOf(one.labels)
    if (whose?.name === undefined && (whose?.session ?? null) === sessionId) await containers.remove(one.id)
  }
}
