import type { ContainerEngine } from '../../engines/containers/port.ts'
import type { Clock } from '../../kernel/clock.ts'
import { createRestarts } from './backoff.ts'
import type { Caller } from './caller.ts'
import type { RelicPlan } from './plan.ts'
import { isEngineGone, probe } from './probe.ts'
import { type RelicTiming, sleep } from './timing.ts'
import type { Workload } from './workload.ts'

export type Check = { atMs: number; isHealthy: boolean; detail: string; durationMs: number }
type Engine = Pick<ContainerEngine, 'containers'>

/** How a life ends: it was told to, the engine went away, or it cannot be kept up. */
export type LifeEnd = { kind: 'told' } | { kind: 'lost' } | { kind: 'failed'; detail: string }

/**
 * Keeps a started workload up until the signal aborts: checks it, starts it again when it ends or stays unhealthy, waits longer each
 * time, and gives up at last. Never rejects with what a relic or an engine can do.
 */
export async function supervise(given: {
  plan: RelicPlan
  workload: Workload
  engine: Engine
  caller: () => Caller
  signal: AbortSignal
  timing: RelicTiming
  clock: Clock
  onState: (state: 'starting' | 'healthy' | 'unhealthy' | 'restarting', detail: string) => void
  onCheck: (check: Check) => void
}): Promise<LifeEnd> {
  const { plan, workload, engine, signal, timing, clock, onState } = given
  const restarts = createRestarts(timing.restarts)
  let wasUp = false
  try {
    for (;;) {
      const startedMs = clock.now()
      const round = new AbortController()
      const both = AbortSignal.any([signal, round.signal])
      const up = () => {
        wasUp = true
        restarts.up()
      }
      const trouble = await Promise.race([whenEnded(workload, engine, plan, both), whenSick(given, both, up)]).finally(() => round.abort())
      const waitMs = trouble.isLate && !wasUp ? null : restarts.ended(clock.now() - startedMs)
      const said = await lastLines(workload, engine, signal)
      if (waitMs === null) {
        await workload.stop(timing.stopGraceMs)
        const often = restarts.inRow > 1 ? `It ended ${restarts.inRow} times in a row. ` : ''
        return { kind: 'failed', detail: `${often}${trouble.detail}${said ? ` The last it wrote: ${said}` : ''}` }
      }
      onState('restarting', `${trouble.detail} It is started again in ${waitMs / 1_000} s.`)
      if (!trouble.hasEnded) await workload.stop(timing.stopGraceMs)
      await sleep(waitMs, signal)
      await workload.again()
      onState('starting', 'It was started again and is being checked.')
    }
  } catch (error) {
    if (signal.aborted) return { kind: 'told' }
    if (isEngineGone(error)) return { kind: 'lost' }
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error) }
  }
}

type Trouble = { detail: string; hasEnded: boolean; isLate: boolean }

async function whenEnded(workload: Workload, engine: Engine, plan: RelicPlan, signal: AbortSignal): Promise<Trouble> {
  const states = await workload.states()
  if (states.length === 0) return { detail: 'Its container was removed.', hasEnded: true, isLate: false }
  const { promise, resolve, reject } = Promise.withResolvers<Trouble>()
  let left = states.length
  for (const state of states) {
    engine.containers.wait(state.id, { signal }).then(({ exitCode, isOutOfMemory }) => {
      left -= 1
      // In a compose file, a service that does its work and ends is no trouble.
      if (exitCode === 0 && left > 0) return
      const who = workload.prefixOf(state)
      const why = isOutOfMemory ? `ran out of memory (${Math.round(plan.limits.memoryBytes / 2 ** 20)} MiB)` : `ended with exit code ${exitCode}`
      resolve({ detail: `${who ? `${who} ` : 'It '}${why}.`, hasEnded: true, isLate: false })
    }, reject)
  }
  return promise
}

async function whenSick(given: Parameters<typeof supervise>[0], signal: AbortSignal, onUp: () => void): Promise<Trouble> {
  const { plan, workload, engine, caller, timing, clock, onState, onCheck } = given
  const ask = async () => {
    const atMs = clock.now()
    const result = await probe({ plan: plan.health, workload, caller, engine, signal })
    signal.throwIfAborted()
    onCheck({ atMs, ...result, durationMs: Math.max(0, Math.round(clock.now() - atMs)) })
    return result
  }
  const startedMs = performance.now()
  // A manifest that asks rarely or often gives its service that long, too.
  const withinMs = Math.max(timing.startWithinMs, plan.health.isOwn ? plan.health.intervalMs * plan.health.retries : 0)
  for (;;) {
    const { isHealthy, detail } = await ask()
    const takenMs = performance.now() - startedMs
    // Where nothing else is known, it counts as up when it did not end at once.
    if (isHealthy && (plan.health.check.kind !== 'running' || takenMs >= timing.runningForMs)) break
    if (takenMs > withinMs)
      return { detail: `It was not healthy within ${Math.round(withinMs / 1_000)} s: ${detail}.`, hasEnded: false, isLate: true }
    onState('starting', `It is being checked: ${detail}.`)
    await sleep(Math.min(timing.checkWhileStartingMs * (takenMs > 5_000 ? 4 : 1), plan.health.intervalMs), signal)
  }
  onUp()
  onState('healthy', '')
  let failures = 0
  for (;;) {
    await sleep(plan.health.intervalMs, signal)
    const { isHealthy, detail } = await ask()
    if (isHealthy) {
      if (failures > 0) onState('healthy', '')
      failures = 0
      continue
    }
    failures += 1
    if (failures >= plan.health.retries) return { detail: `It failed ${failures} checks in a row: ${detail}.`, hasEnded: false, isLate: false }
    onState('unhealthy', `A check failed: ${detail}.`)
  }
}

/** What it wrote last, as one line; empty when it wrote nothing. */
async function lastLines(workload: Workload, engine: Engine, signal: AbortSignal): Promise<string> {
  const lines: string[] = []
  for (const { id } of await workload.states()) {
    const within = AbortSignal.any([signal, AbortSignal.timeout(3_000)])
    for await (const { line } of engine.containers.logs(id, { tailLines: 5, isFollowing: false, signal: within })) lines.push(line.trim())
  }
  return lines.filter(Boolean).slice(-5).join(' | ').slice(-1_000)
}
