import { Fault } from '../../contract/faults.ts'
import type { RelicInstance, RelicState } from '../../contract/relics.ts'
import type { ContainerState } from '../../engines/containers/port.ts'
import type { RelicId } from '../../kernel/ids.ts'
import type { InstanceParts } from './instance-parts.ts'
import type { RelicKey } from './names.ts'
import type { RelicPlan } from './plan.ts'
import { isEngineGone } from './probe.ts'
import { createQueue } from './queue.ts'
import { createRing } from './ring.ts'
import { sampleLoop } from './samples.ts'
import { type Check, supervise } from './supervise.ts'
import { sleep } from './timing.ts'
import type { Workload } from './workload.ts'

/** Builds the image of a relic that brings its own Dockerfile; rejects with the build's fault. */
export type BuildImage = (name: string, signal: AbortSignal) => Promise<void>
export type EnsureHow = { signal: AbortSignal; onLog?: ((line: string) => void) | undefined; build?: BuildImage | undefined }

/** One relic of one chat: the only place that starts, watches and stops it. */
export type Instance = {
  readonly id: RelicId
  readonly key: RelicKey
  view(): RelicInstance
  readonly state: RelicState
  /** null until it was started or adopted. */
  readonly workload: Workload | null
  /** Healthy when it resolves. Callers share one start; it is given up only when all of them are gone. */
  ensure(how: EnsureHow): Promise<void>
  /** Counts as being used from the call to its end. */
  use<T>(work: (workload: Workload, plan: RelicPlan) => Promise<T>): Promise<T>
  stop(why: string): Promise<void>
  /** Stops it and removes its containers; volumes stay. */
  takeDown(): Promise<void>
  /** Takes over what runs already. */
  adopt(states: ContainerState[]): Promise<void>
  /** The engine does not answer: nothing is known until it does. */
  lose(): void
  /** Forgets it, and leaves the engine's things as they are. */
  release(): void
}

type Life = { abort: AbortController; done: Promise<void> }
type Shared = { promise: Promise<void>; abort: AbortController; waiting: number }

/** Checks and samples that are kept: ten minutes of the latter at one in five seconds. */
const keptChecks = 50
const keptSamples = 120
const settled: readonly RelicState[] = ['healthy', 'failed', 'stopped', 'unknown']

export function createInstance(key: RelicKey, parts: InstanceParts): Instance {
  const { names, clock, timing, logger, status } = parts
  const id = names.id(key)
  const queue = createQueue()
  const checks = createRing<Check>(keptChecks)
  const samples = createRing<RelicInstance['samples'][number]>(keptSamples)
  const watchers = new Set<() => void>()
  const logListeners = new Set<(line: string) => void>()

  let state: RelicState = 'stopped'
  let detail = ''
  let fault: Fault | null = null
  let plan: RelicPlan | null = null
  let workload: Workload | null = null
  let image: string | null = null
  let life: Life | null = null
  let shared: Shared | null = null
  let recovery: AbortController | null = null
  let ports: RelicInstance['ports'] = []
  let startedAt: string | null = null
  let lastUsedMs: number | null = null
  let inUse = 0
  let restarts = 0
  let idleTimer: NodeJS.Timeout | undefined

  const iso = (ms: number): string => new Date(ms).toISOString()
  const idleMs = (): number => plan?.idleMs ?? parts.idleMs()
  const log = (line: string): void => {
    for (const listener of logListeners) listener(line)
  }
  function set(next: RelicState, why: string): void {
    const isNews = next !== state || why !== detail
    state = next
    detail = why
    if (next !== 'failed') fault = null
    if (!isNews) return
    if (why) log(why)
    for (const watcher of [...watchers]) watcher()
    parts.changed()
  }
  const touch = (): void => {
    lastUsedMs = clock.now()
    arm()
  }

  function arm(): void {
    clearTimeout(idleTimer)
    if (!life || lastUsedMs === null) return
    // Longer than a timer can be is looked at again then.
    const inMs = Math.min(Math.max(lastUsedMs + idleMs() - clock.now(), 0), 2 ** 31 - 1)
    idleTimer = setTimeout(() => {
      if (lastUsedMs === null || !life) return
      if (inUse > 0) touch()
      else if (clock.now() - lastUsedMs < idleMs()) arm()
      else
        void stop('Nobody used it for a while. It starts again when it is needed.').catch((error: unknown) =>
          logger.warn('an idle relic did not stop', { id, error }),
        )
    }, inMs)
    idleTimer.unref()
  }

  /** Resolves when `state` is one in which nothing goes on by itself. */
  function untilSettled(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        watchers.delete(look)
        signal.removeEventListener('abort', stopped)
      }
      const look = () => {
        if (!settled.includes(state)) return
        end()
        resolve()
      }
      const stopped = () => {
        end()
        reject(signal.reason)
      }
      if (signal.aborted) return stopped()
      watchers.add(look)
      signal.addEventListener('abort', stopped, { once: true })
      look()
    })
  }

  function live(running: RelicPlan, work: Workload): void {
    const abort = new AbortController()
    const { signal } = abort
    const caller = () => parts.networks.caller(key.sessionId)
    const done = supervise({
      plan: running,
      workload: work,
      engine: parts.engine,
      caller,
      signal,
      timing,
      clock,
      onCheck: (check) => {
        checks.push(check)
        parts.changed()
      },
      onState(next, why) {
        if (next === 'restarting') restarts += 1
        if (signal.aborted) return
        set(next, why)
        if (next === 'healthy') void look(work)
      },
    }).then(async (end) => {
      if (end.kind === 'told') return
      life = null
      clearTimeout(idleTimer)
      abort.abort()
      if (end.kind === 'lost') return recover(true)
      fault = null
      set('failed', end.detail)
      await parts.networks.leave(key.sessionId, id).catch(() => {})
    })
    done.catch((error: unknown) => logger.error('a relic is no longer watched', { id, error }))
    life = { abort, done }
    void sampleLoop({
      engine: parts.engine,
      workload: work,
      everyMs: timing.sampleEveryMs,
      signal,
      clock,
      onSample: (sample) => void (samples.push(sample), parts.changed()),
    })
    if (lastUsedMs === null) lastUsedMs = clock.now()
    arm()
  }

  async function look(work: Workload): Promise<void> {
    const states = await work.states().catch(() => [])
    ports = states.flatMap((one) =>
      Object.entries(one.ports).map(([containerPort, hostPort]) => ({ containerPort: Number(containerPort), hostPort })),
    )
    startedAt = states[0]?.startedAt ?? null
    parts.changed()
  }

  async function endLife(): Promise<void> {
    recovery?.abort()
    recovery = null
    clearTimeout(idleTimer)
    const ending = life
    life = null
    ending?.abort.abort(new Fault('CANCELLED', { name: key.name }))
    await ending?.done.catch(() => {})
  }

  async function begin(how: { signal: AbortSignal; build: BuildImage | undefined }): Promise<void> {
    const { signal } = how
    try {
      await endLife()
      plan = parts.plan(key.name)
      workload = null
      set('building', 'Its image is looked for.')
      image = await parts.imageOf(plan, { signal, onLog: log, build: how.build })
      signal.throwIfAborted()
      set('starting', 'Its container is being made.')
      const network = await parts.networks.join(key.sessionId, id)
      const work = await parts.workloadOf({ key, plan, image, network })
      workload = work
      await work.up({ signal, onLog: log })
      signal.throwIfAborted()
      checks.clear()
      samples.clear()
      restarts = 0
      await look(work)
      live(plan, work)
    } catch (error) {
      await fail(error, signal)
      const isOthers = error instanceof Fault && error.code === 'CANCELLED' && !signal.aborted
      throw isOthers ? new Fault('CANCELLED', { name: key.name, isOthers }) : error
    }
  }

  async function fail(error: unknown, signal: AbortSignal): Promise<void> {
    if (isEngineGone(error)) return recover(false)
    await workload?.stop(timing.stopGraceMs).catch(() => {})
    await parts.networks.leave(key.sessionId, id).catch(() => {})
    if (signal.aborted) return set('stopped', 'Its start was stopped.')
    fault = error instanceof Fault ? error : null
    const kept = fault
    set('failed', error instanceof Error ? error.message : String(error))
    fault = kept
  }

  /** The engine went away: looks again as soon as it is back, and starts again what was up and is not any more. */
  function recover(wasUp: boolean): void {
    const abort = new AbortController()
    recovery?.abort()
    recovery = abort
    set('unknown', 'The container engine does not answer. It is looked at again when it does.')
    const work = async () => {
      for (;;) {
        await sleep(timing.lookAgainMs, abort.signal)
        if (status().state !== 'ready') continue
        try {
          const states = (await workload?.states()) ?? []
          if (abort.signal.aborted) return
          recovery = null
          if (plan && workload && states.some((one) => one.status === 'running')) {
            set('starting', 'The container engine is back; it is being checked.')
            await look(workload)
            live(plan, workload)
          } else {
            set('stopped', 'It ended while the container engine was away.')
            if (wasUp) void ensure({ signal: AbortSignal.timeout(timing.startWithinMs * 2) }).catch(() => {})
            else await parts.networks.leave(key.sessionId, id).catch(() => {})
          }
          return
        } catch (error) {
          if (!isEngineGone(error)) throw error
        }
      }
    }
    work().catch((error: unknown) => {
      if (!abort.signal.aborted) set('failed', error instanceof Error ? error.message : String(error))
    })
  }

  function notUp(): Fault {
    if (fault) return fault
    const engine = status()
    if (state === 'unknown') return new Fault('ENGINE_UNAVAILABLE', { why: 'why' in engine ? engine.why : 'it was away a moment ago.' })
    return new Fault('RELIC_FAILED', { name: key.name, detail: detail || 'it was stopped.' })
  }

  async function ensure(how: EnsureHow): Promise<void> {
    const { signal, onLog, build } = how
    const is = (wanted: RelicState): boolean => state === wanted
    touch()
    if (is('healthy')) return
    if (is('unknown')) throw notUp()
    signal.throwIfAborted()
    if (onLog) logListeners.add(onLog)
    try {
      if (!life) {
        // Whoever built the image may have been stopped; that is no reason for the others.
        await start(signal, build).catch((error: unknown) => {
          if (!(error instanceof Fault && error.data.isOthers) || signal.aborted) throw error
          return start(signal, build)
        })
      }
      const within = AbortSignal.timeout(timing.startWithinMs * 2)
      try {
        await untilSettled(AbortSignal.any([signal, within]))
      } catch (error) {
        if (signal.aborted || !within.aborted) throw error
        throw new Fault('RELIC_FAILED', { name: key.name, detail })
      }
      if (!is('healthy')) throw notUp()
      touch()
    } finally {
      if (onLog) logListeners.delete(onLog)
    }
  }

  /** Joins the start under way, or begins one. */
  async function start(signal: AbortSignal, build: BuildImage | undefined): Promise<void> {
    if (!shared) {
      const abort = new AbortController()
      const promise = queue(() => begin({ signal: abort.signal, build })).finally(() => {
        if (shared?.abort === abort) shared = null
      })
      promise.catch(() => {})
      shared = { promise, abort, waiting: 0 }
    }
    const mine = shared
    mine.waiting += 1
    const gone = Promise.withResolvers<never>()
    const stopped = () => gone.reject(signal.reason)
    signal.addEventListener('abort', stopped, { once: true })
    try {
      await Promise.race([mine.promise, gone.promise])
    } finally {
      signal.removeEventListener('abort', stopped)
      gone.promise.catch(() => {})
      mine.waiting -= 1
      if (mine.waiting === 0) mine.abort.abort(signal.aborted ? signal.reason : undefined)
    }
  }

  const stop = (why: string): Promise<void> => {
    shared?.abort.abort(new Fault('CANCELLED', { name: key.name }))
    return queue(async () => {
      await endLife()
      await workload?.stop(timing.stopGraceMs)
      await parts.networks.leave(key.sessionId, id)
      ports = []
      set('stopped', why)
    })
  }

  return {
    id,
    key,
    get state() {
      return state
    },
    get workload() {
      return workload
    },
    ensure,
    stop,
    async use(work) {
      inUse += 1
      touch()
      try {
        if (!workload || !plan) throw notUp()
        return await work(workload, plan)
      } finally {
        inUse -= 1
        touch()
      }
    },
    async takeDown() {
      await stop('')
      await queue(async () => {
        const work = workload ?? (await parts.workloadFor(key))
        await work?.remove()
        workload = null
        image = null
        startedAt = null
      })
    },
    adopt: (states) =>
      queue(async () => {
        plan = parts.plan(key.name)
        image = states[0]?.image ?? null
        const isRunning = states.some((one) => one.status === 'running')
        const network = isRunning ? await parts.networks.join(key.sessionId, id) : names.network(key.sessionId)
        workload = await parts.workloadOf({ key, plan, image, network })
        if (isRunning) {
          set('starting', 'It was running already and is being checked.')
          await look(workload)
          live(plan, workload)
        } else if (states.some((one) => one.status === 'created')) await workload.remove()
      }),
    lose() {
      if (!life) return
      const ending = life
      life = null
      ending.abort.abort(new Fault('ENGINE_UNAVAILABLE', { why: 'it went away.' }))
      recover(true)
    },
    release() {
      shared?.abort.abort(new Fault('CANCELLED', { name: key.name }))
      void endLife()
    },
    view() {
      const declared = parts.declared(key.name)
      const shown = plan ?? declared
      return {
        id,
        name: key.name,
        scope: key.sessionId === null ? 'shared' : 'session',
        sessionId: key.sessionId,
        state,
        detail,
        image,
        digest: plan?.digest ?? declared?.digest ?? '',
        isOutdated: plan !== null && declared !== null && life !== null && plan.digest !== declared.digest,
        startedAt: life ? startedAt : null,
        lastUsedAt: lastUsedMs === null ? null : iso(lastUsedMs),
        stopsAt: life && lastUsedMs !== null ? iso(lastUsedMs + idleMs()) : null,
        restarts,
        ports: life ? ports : [],
        volumes: (shown?.volumes ?? []).map(({ slug, path }) => ({ name: names.volume(key, slug), path })),
        health: checks.all().map(({ atMs, ...check }) => ({ at: iso(atMs), ...check })),
        samples: samples.all(),
        memoryLimitBytes: shown?.limits.memoryBytes ?? null,
      }
    },
  }
}
