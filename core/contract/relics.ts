import { z } from 'zod'
import { relicId, runId, sessionId } from './ids.ts'
import { route, stream } from './route.ts'

/**
 * stopped -> building -> starting -> healthy <-> unhealthy; a container that ends is `restarting` until it is up again or
 * `failed`. `unknown`: the engine does not answer; it is looked at again as soon as it does.
 */
export const relicState = z.enum(['stopped', 'building', 'starting', 'healthy', 'unhealthy', 'restarting', 'failed', 'unknown'])
export type RelicState = z.infer<typeof relicState>

/** A relic at work: for one chat, or shared by all. */
export const relicInstance = z.object({
  id: relicId,
  name: z.string(),
  scope: z.enum(['session', 'shared']),
  sessionId: sessionId.nullable().describe('null: shared.'),
  state: relicState,
  detail: z.string().describe('In plain words: what it waits for, or why it failed.'),
  image: z.string().nullable(),
  digest: z.string(),
  isOutdated: z.boolean().describe('The manifest changed since it was started; a restart brings the new one.'),
  startedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  stopsAt: z.string().nullable().describe('When it will be stopped for being idle.'),
  restarts: z.number(),
  ports: z.array(z.object({ containerPort: z.number(), hostPort: z.number() })).describe('Published on 127.0.0.1, since the manifest asks for it.'),
  volumes: z.array(z.object({ name: z.string(), path: z.string() })),
  health: z
    .array(z.object({ at: z.string(), isHealthy: z.boolean(), detail: z.string(), durationMs: z.number() }))
    .describe('The last checks, oldest first.'),
  samples: z.array(z.object({ at: z.string(), cpuPercent: z.number(), memoryBytes: z.number() })).describe('The last minutes, oldest first.'),
  memoryLimitBytes: z.number().nullable(),
})
export type RelicInstance = z.infer<typeof relicInstance>

/** A relic that is declared, and where it is at work. */
export const relicSummary = z.object({
  name: z.string(),
  description: z.string(),
  scope: z.enum(['session', 'shared']),
  endpoints: z.array(
    z.object({
      name: z.string(),
      method: z.string(),
      url: z.string(),
      description: z.string().nullable(),
      parameters: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  usedBy: z.array(z.string()).describe('Names of agents.'),
  instances: z.array(relicInstance),
})
export type RelicSummary = z.infer<typeof relicSummary>

export const relicLogLine = z.object({ stream: z.enum(['stdout', 'stderr']), line: z.string(), at: z.string().nullable() })

/** Of one chat, or, without a chat, the shared one (or the only one there is). */
const which = z.object({ name: z.string(), sessionId: sessionId.optional() })
const byId = z.object({ id: relicId })

export type RelicLogLine = z.infer<typeof relicLogLine>

export const relicsContract = {
  list: route('GET /relics', 'Every relic that is declared, and where each is at work.')
    .input(z.object({}))
    .output(z.object({ relics: z.array(relicSummary) })),
  start: route('POST /containers/relic/start', 'Starts a relic for a chat, or a shared one, and waits until it is healthy.')
    .input(which.extend({ runId: runId.optional() }))
    .output(relicInstance),
  get: route('GET /containers/relic/{id}/status', 'One relic at work.').input(byId).output(relicInstance),
  stopOne: route('POST /containers/relic/{id}/stop', 'Stops a relic; what it keeps stays.').input(byId).output(relicInstance),
  logs: route('GET /containers/relic/{id}/logs', 'What a relic wrote: the last lines, then live until it ends.')
    .input(byId.extend({ tail: z.coerce.number().int().min(0).max(5_000).default(200), follow: z.stringbool().or(z.boolean()).default(true) }))
    .output(stream(relicLogLine)),
  deploy: route('POST /deploy/relic', 'Starts a relic: the shared one, or the one of a chat.').input(which).output(relicInstance),
  status: route('GET /relics/{name}/status', 'A relic and where it is at work.')
    .input(z.object({ name: z.string() }))
    .output(relicSummary),
  stop: route('POST /relics/{name}/stop', 'Stops a relic; what it keeps stays.').input(which).output(relicInstance),
  restart: route('POST /relics/{name}/restart', 'Stops a relic and starts it as its manifest is now.').input(which).output(relicInstance),
  clear: route('POST /relics/{name}/clear', 'Stops a relic, deletes what it keeps, and leaves it stopped.').input(which).output(relicInstance),
  remove: route('DELETE /relics/{name}', 'Stops a relic and removes its containers, its network and what it keeps.')
    .input(which)
    .output(z.object({ removed: z.number() })),
}
