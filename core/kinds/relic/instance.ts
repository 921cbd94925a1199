import { Fault } from '../../contract/faults.ts'
import type { RelicInstance, RelicState } from '../../contract/relics.ts'
import { ownershipOf } from '../../engines/containers/labels.ts'
import type { ContainerState } from '../../engines/containers/port.ts'
import type { RelicId } from '../../kernel/ids.ts'
import { createQueue } from '../../kernel/queue.ts'
import { createIdle } from './idle.ts'
import type { BuildImage, InstanceParts } from './instance-parts.ts'
import { instanceView } from './instance-view.ts'
import type { RelicKey } from './names.ts'
import type { RelicPlan } from './plan.ts'
import { isEngineGone } from './probe.ts'
import { createRing } from './ring.ts'
import { type Sample, sampleLoop } from './samples.ts'
import { createSharedStart } from './shared-start.ts'
import { createStanding } from './standing.ts'
import { type Check, supervise } from './supervise.ts'
import { sleep } from './timing.ts'
import type { Workload } from './workload.ts'

export type EnsureHow = { signal: AbortSignal; onLog?: ((line: string) => void) | undefined; build?: BuildImage | undefined }

/** One relic of one chat: the only place that starts, watches and stops it. */
export type Instance = {
  readonly id: RelicId
  readonly key: RelicKey
  readonly state: RelicState
  /** null until it was started or adopted. */
  readonly workload: Workload | null
  view(): RelicInstance
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

/** What is kept of checks and samples: ten minutes of the latter at one in five seconds. */
const keptChecks = 50
const keptSamples = 120

/** From the start of a workload to its end: watched and measured meanwhile. */
type Life = { abort: AbortController; done: Promise<void> }

export function createInstance(key: RelicKey, parts: InstanceParts): Instance {
  const { clock, timing, logger } = parts
  const id = parts.names.id(key)
  const standing = createStanding(key.name, parts.changed)
  const queue = createQueue()
  const starts = createSharedStart(
    async (signal, build: BuildImage | undefined) => {
      await queue(() => begin(signal, build))
      await standing.untilSettled(signal)
    },
    () => void stop('Its start was stopped.').catch((error: unknown) => logger.warn('a start that nobody waits for was not stopped', { id, error })),
  )
  const checks = createRing<Check>(keptChecks)
  const samples = createRing<Sample>(keptSamples)
  let plan: RelicPlan | null = null
  let workload: Workload | null = null
  let image: string | null = null
  let life: Life | null = null
  let recovery: AbortController | null = null
  let ports: RelicInstance['ports'] = []
  let startedAt: string | null = null
  let restarts = 0

  const idle = createIdle({
    clock,
    idleMs: () => plan?.idleMs ?? parts.idleMs(),
    onIdle: () =>
      void stop('Nobody used it for a while. It starts again when it is needed.').catch((error: unknown) =>
        logger.warn('an idle relic did not stop', { id, error }),
      ),
  })

  async function begin(signal: AbortSignal, build: BuildImage | undefined): Promise<void> {
    try {
      await endLife()
      plan = parts.plan(key.name)
      if (await takeOver(plan)) return
      workload = null
      standing.set('building', 'Its image is looked for.')
      image = await parts.imageOf(plan, { signal, onLog: standing.log, build })
      signal.throwIfAborted()
      standing.set('starting', 'Its container is being made.')
      const network = await parts.place.enter(key)
      workload = await parts.workloadOf({ key, plan, image, network })
      await workload.up({ signal, onLog: standing.log })
      signal.throwIfAborted()
      checks.clear()
      samples.clear()
      restarts = 0
      await live(plan, workload, network)
    } catch (error) {
      await fail(error, signal)
      const isOthers = error instanceof Fault && error.code === 'CANCELLED' && !signal.aborted
      throw isOthers ? new Fault('CANCELLED', { name: key.name, isOthers }) : error
    }
  }

  /** What a former life left running is used as it is, when it is what would be started now. */
  async function takeOver(wanted: RelicPlan): Promise<boolean> {
    if (workload) return false
    const states = await parts.find(key)
    const isSame = states.every((one) => ownershipOf(one.labels)?.digest === wanted.digest)
    if (!isSame || !states.some((one) => one.status === 'running')) return false
    await adopt(states)
    return true
  }

  async function adopt(states: ContainerState[]): Promise<void> {
    plan = parts.plan(key.name)
    image = states[0]?.image ?? null
    if (!states.some((one) => one.status === 'running')) {
      workload = await parts.workloadFor(key)
      // One that was made and never started has nothing to say.
      if (states.some((one) => one.status === 'created')) await workload?.remove()
      return
    }
    const network = await parts.place.enter(key)
    workload = await parts.workloadOf({ key, plan, image, network })
    standing.set('starting', 'It was running already and is being checked.')
    await live(plan, workload, network)
  }

  async function fail(error: unknown, signal: AbortSignal): Promise<void> {
    if (isEngineGone(error)) return recover(false)
    await workload?.stop(timing.stopGraceMs).catch(() => {})
    await parts.place.leave(key).catch(() => {})
    if (signal.aborted) standing.set('stopped', 'Its start was stopped.')
    else standing.set('failed', error instanceof Error ? error.message : String(error), error)
  }

  /** From here on it is watched, measured and stopped when it is idle. */
  async function live(running: RelicPlan, work: Workload, network: string): Promise<void> {
    ports = await parts.place.open(key, running, work, network)
    await look(work)
    const abort = new AbortController()
    const { signal } = abort
    const onCheck = (check: Check) => {
      checks.push(check)
      parts.changed()
    }
    const onState = (next: RelicState, why: string) => {
      if (signal.aborted) return
      if (next === 'restarting') restarts += 1
      standing.set(next, why)
      if (next === 'healthy') void look(work)
    }
    const onSample = (sample: Sample) => {
      samples.push(sample)
      parts.changed()
    }
    const done = supervise({
      plan: running,
      workload: work,
      engine: parts.engine,
      caller: () => parts.place.caller(key),
      signal,
      timing,
      clock,
      onState,
      onCheck,
    }).then(async (end) => {
      if (end.kind === 'told') return
      life = null
      idle.rest()
      abort.abort()
      if (end.kind === 'lost') return recover(true)
      standing.set('failed', end.detail)
      await parts.place.leave(key).catch(() => {})
    })
    done.catch((error: unknown) => logger.error('a relic is no longer watched', { id, error }))
    life = { abort, done }
    void sampleLoop({ engine: parts.engine, workload: work, everyMs: timing.sampleEveryMs, signal, clock, onSample })
    idle.watch()
  }

  async function look(work: Workload): Promise<void> {
    const [main] = await work.states().catch(() => [])
    startedAt = main?.startedAt ?? startedAt
    parts.changed()
  }

  async function endLife(): Promise<void> {
    recovery?.abort()
    recovery = null
    idle.rest()
    const ending = life
    life = null
    ending?.abort.abort(new Fault('CANCELLED', { name: key.name }))
    await ending?.done.catch(() => {})
  }

  /** The engine went away: looks again as soon as it is back, and starts again what was up and is not any more. */
  function recover(wasUp: boolean): void {
    recovery?.abort()
    const looking = new AbortController()
    const { signal } = looking
    recovery = looking
    standing.set('unknown', 'The container engine does not answer. It is looked at again when it does.')
    const work = async () => {
      for (;;) {
        await sleep(timing.lookAgainMs, signal)
        if (parts.status().state !== 'ready') continue
        try {
          const states = (await workload?.states()) ?? []
          signal.throwIfAborted()
          if (plan && workload && states.some((one) => one.status === 'running')) {
            const network = await parts.place.enter(key)
            signal.throwIfAborted()
            standing.set('starting', 'The container engine is back; it is being checked.')
            await live(plan, workload, network)
            return
          }
          standing.set('stopped', 'It ended while the container engine was away.')
          if (wasUp) void ensure({ signal: AbortSignal.timeout(timing.startWithinMs * 2) }).catch(() => {})
          else await parts.place.leave(key).catch(() => {})
          return
        } catch (error) {
          if (!isEngineGone(error)) throw error
        }
      }
    }
    work().catch((error: unknown) => {
      if (!signal.aborted) standing.set('failed', error instanceof Error ? error.message : String(error), error)
    })
  }

  const fault = (): Fault => {
    const engine = parts.status()
    return standing.fault('why' in engine ? engine.why : undefined)
  }
  const is = (state: RelicState): boolean => standing.state === state

  async function ensure({ signal, onLog, build }: EnsureHow): Promise<void> {
    idle.touch()
    if (is('healthy')) return
    if (is('unknown')) throw fault()
    signal.throwIfAborted()
    await standing.listening(onLog, async () => {
      if (!life || starts.isUnderWay) {
        // Whoever built the image may have been stopped; that is no reason for the others.
        await starts.join(signal, build).catch((error: unknown) => {
          if (!(error instanceof Fault && error.data.isOthers) || signal.aborted) throw error
          return starts.join(signal, build)
        })
      }
      const late = AbortSignal.timeout(timing.startWithinMs * 2)
      await standing.untilSettled(AbortSignal.any([signal, late])).catch((error: unknown) => {
        throw signal.aborted || !late.aborted ? error : new Fault('RELIC_FAILED', { name: key.name, detail: standing.detail })
      })
      if (!is('healthy')) throw fault()
      idle.touch()
    })
  }

  const stop = (why: string): Promise<void> => {
    starts.stop(new Fault('CANCELLED', { name: key.name }))
    return queue(async () => {
      await endLife()
      await workload?.stop(timing.stopGraceMs)
      await parts.place.leave(key)
      ports = []
      standing.set('stopped', why)
    })
  }

  return {
    id,
    key,
    get state() {
      return standing.state
    },
    get workload() {
      return workload
    },
    ensure,
    stop,
    use: (work) =>
      idle.during(async () => {
        if (!workload || !plan) throw fault()
        return work(workload, plan)
      }),
    takeDown() {
      starts.stop(new Fault('CANCELLED', { name: key.name }))
      return queue(async () => {
        await endLife()
        // What cannot be read any more is removed by its labels, by the room.
        const work = workload ?? (await parts.workloadFor(key).catch(() => null))
        await work?.stop(timing.stopGraceMs)
        await work?.remove()
        await parts.place.leave(key)
        workload = null
        image = null
        startedAt = null
        ports = []
        standing.set('stopped', '')
      })
    },
    adopt: (states) => queue(() => adopt(states)),
    lose() {
      if (!life) return
      const ending = life
      life = null
      idle.rest()
      ending.abort.abort(new Fault('ENGINE_UNAVAILABLE', { why: 'it went away.' }))
      recover(true)
    },
    release() {
      starts.stop(new Fault('CANCELLED', { name: key.name }))
      void endLife()
    },
    view: () =>
      instanceView({
        id,
        key,
        names: parts.names,
        state: standing.state,
        detail: standing.detail,
        plan,
        declared: parts.declared(key.name),
        isAlive: life !== null,
        image,
        startedAt,
        lastUsedMs: idle.lastUsedMs,
        stopsAtMs: idle.stopsAtMs,
        restarts,
        ports,
        checks: checks.all(),
        samples: samples.all(),
      }),
  }
}
