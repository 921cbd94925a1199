import type { RelicManifest } from '../../contract/manifests/index.ts'
import { parseDurationMs } from '../../kernel/units.ts'

/** How a relic is asked whether it is up. `docker`: the image's own HEALTHCHECK; `running`: nothing is known but that it runs. */
export type HealthCheck =
  | { kind: 'http'; url: string }
  | { kind: 'tcp'; host: string; port: number }
  | { kind: 'command'; command: string[] }
  | { kind: 'log'; text: string }
  | { kind: 'docker' }
  | { kind: 'running' }
export type HealthPlan = { check: HealthCheck; intervalMs: number; timeoutMs: number; retries: number }

const usual = { intervalMs: 10_000, timeoutMs: 3_000, retries: 3 }

/**
 * What `health_check` says, here or under `service`. Without one the port of the first endpoint is tried; `docker` is what it becomes
 * when the image has a HEALTHCHECK of its own and the manifest says nothing.
 */
export function healthPlanOf(manifest: RelicManifest): HealthPlan & { isOwn: boolean } {
  const said = manifest.health_check ?? manifest.service.health_check
  if (said === undefined) return { ...usual, check: portOfEndpoints(manifest), isOwn: false }
  if (typeof said === 'string') return { ...usual, check: checkFromText(said), isOwn: true }
  const ms = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : (parseDurationMs(text) ?? otherwise))
  const timing = {
    intervalMs: ms(said.interval, usual.intervalMs),
    timeoutMs: ms(said.timeout, usual.timeoutMs),
    retries: said.retries ?? usual.retries,
  }
  if ('http' in said) return { ...timing, check: { kind: 'http', url: withHost(said.http) }, isOwn: true }
  if ('tcp' in said) return { ...timing, check: tcpFrom(String(said.tcp)), isOwn: true }
  if ('log' in said) return { ...timing, check: { kind: 'log', text: said.log }, isOwn: true }
  return { ...timing, check: { kind: 'command', command: shellOr(said.command) }, isOwn: true }
}

/** `http://…`, `tcp://host:port`, `docker` for the image's own check, or a command. */
function checkFromText(text: string): HealthCheck {
  if (/^https?:\/\//.test(text)) return { kind: 'http', url: text }
  if (text.startsWith('tcp://')) return tcpFrom(text.slice('tcp://'.length))
  if (text === 'docker') return { kind: 'docker' }
  return { kind: 'command', command: shellOr(text) }
}

/** `6379`, `:6379` or `host:6379`. */
function tcpFrom(text: string): HealthCheck {
  const [, host = 'localhost', port] = /^(?:tcp:\/\/)?(?:([^:/\s]+):|:)?(\d+)$/.exec(text) ?? []
  return { kind: 'tcp', host, port: Number(port) }
}

/** `:8080/health` and `/health` mean the relic itself. */
const withHost = (url: string): string => (/^[:/]/.test(url) ? `http://localhost${url}` : url)

export const shellOr = (command: string | string[]): string[] => (typeof command === 'string' ? ['/bin/sh', '-c', command] : command)

function portOfEndpoints(manifest: RelicManifest): HealthCheck {
  for (const endpoint of Object.values(manifest.endpoints ?? {})) {
    const url = URL.parse((typeof endpoint === 'string' ? endpoint : endpoint.url).replaceAll(/[{}]/g, ''))
    if (url) return { kind: 'tcp', host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) }
  }
  return { kind: 'running' }
}
