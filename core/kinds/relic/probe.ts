import type { ContainerEngine } from '../../engines/containers/port.ts'
import type { Caller } from './caller.ts'
import type { HealthPlan } from './health-plan.ts'
import type { Workload } from './workload.ts'

export type ProbeResult = { isHealthy: boolean; detail: string }

/**
 * Asks once whether a relic is up, from inside its network or its container. Never rejects but with what the engine's absence is
 * (ENGINE_UNAVAILABLE), which says nothing about the relic.
 */
export async function probe(given: {
  plan: HealthPlan & { isOwn: boolean }
  workload: Workload
  caller: () => Caller
  engine: Pick<ContainerEngine, 'containers'>
  signal: AbortSignal
}): Promise<ProbeResult> {
  const { plan, workload, caller, engine, signal } = given
  const { timeoutMs } = plan
  const states = await workload.states()
  const own = states.find((one) => one.health !== null && one.health !== 'healthy')
  // A service that says of itself that it is not there (yet) is believed, whatever else is asked.
  if (own) return { isHealthy: false, detail: own.health === 'starting' ? 'its own check has not passed yet' : 'its own check fails' }
  const [main] = states
  if (main?.status !== 'running') return { isHealthy: false, detail: 'it does not run' }
  const hasDocker = states.some((one) => one.health !== null)
  if (!plan.isOwn && hasDocker) return { isHealthy: true, detail: 'its own check passes' }
  const { check } = plan
  try {
    switch (check.kind) {
      case 'running':
        return { isHealthy: true, detail: 'it runs' }
      case 'docker':
        return hasDocker ? { isHealthy: true, detail: 'its own check passes' } : { isHealthy: false, detail: 'its image has no HEALTHCHECK' }
      case 'command': {
        const outcome = await engine.containers.exec(main.id, check.command, { timeoutMs })
        const said = lastLine(outcome.stderr) || lastLine(outcome.stdout)
        if (outcome.isTimedOut) return { isHealthy: false, detail: `the command did not end within ${timeoutMs} ms` }
        return { isHealthy: outcome.exitCode === 0, detail: said || `exit code ${outcome.exitCode}` }
      }
      case 'log':
        return (await hasWritten(engine, main.id, main.startedAt, check.text, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])))
          ? { isHealthy: true, detail: `it wrote "${check.text}"` }
          : { isHealthy: false, detail: `it has not written "${check.text}" yet` }
      case 'tcp': {
        const place = workload.resolve(check.host, check.port)
        if (!place) return { isHealthy: false, detail: `${check.host} is no part of the relic` }
        await caller().connect(place.host, place.port, { signal, timeoutMs })
        return { isHealthy: true, detail: `port ${check.port} is open` }
      }
      case 'http': {
        const url = new URL(check.url)
        const place = workload.resolve(url.hostname, Number(url.port) || (url.protocol === 'https:' ? 443 : 80))
        if (!place) return { isHealthy: false, detail: `${url.hostname} is no part of the relic` }
        url.hostname = place.host
        url.port = String(place.port)
        const { status } = await caller().request(
          { method: 'GET', url: url.href, headers: {}, body: null },
          { signal, timeoutMs, limitBytes: 2 ** 20 },
        )
        return { isHealthy: status >= 200 && status < 400, detail: `status ${status}` }
      }
    }
  } catch (error) {
    if (signal.aborted || isEngineGone(error)) throw error
    return { isHealthy: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

export const isEngineGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENGINE_UNAVAILABLE'

async function hasWritten(
  engine: Pick<ContainerEngine, 'containers'>,
  id: string,
  since: string | null,
  text: string,
  signal: AbortSignal,
): Promise<boolean> {
  const from = since === null ? 0 : Date.parse(since)
  for await (const { line, at } of engine.containers.logs(id, { tailLines: 5_000, isFollowing: false, signal })) {
    if (line.includes(text) && (at === null || Date.parse(at) >= from)) return true
  }
  return false
}

const lastLine = (text: string): string => (text.trim().split('\n').at(-1) ?? '').slice(0, 300)
