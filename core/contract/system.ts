import { z } from 'zod'
import { doctorContract } from './doctor.ts'
import { runId, sessionId } from './ids.ts'
import { route, stream } from './route.ts'

/** Broadcast when something changed; it says what to look at again, never how it changed. */
export const appEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session.changed'), sessionId }),
  z.object({ type: z.literal('session.removed'), sessionId }),
  z.object({ type: z.literal('folders.changed') }),
  z.object({ type: z.literal('turn.started'), sessionId, runId }),
  z.object({ type: z.literal('turn.ended'), sessionId, runId }),
  z.object({ type: z.literal('registry.changed'), at: z.string() }),
  z.object({ type: z.literal('models.changed') }),
  z.object({ type: z.literal('approvals.changed'), pending: z.number() }),
  z.object({ type: z.literal('containers.changed') }),
  z.object({ type: z.literal('relics.changed') }),
  z.object({ type: z.literal('settings.changed') }),
  z.object({ type: z.literal('backups.changed') }),
  z.object({ type: z.literal('resync') }).describe('The reader was too slow and missed some: look at everything again.'),
])
export type AppEvent = z.infer<typeof appEvent>

export const systemContract = {
  health: route('GET /health', 'Whether the workstation is up. Needs no token.')
    .input(z.object({}))
    .output(z.object({ status: z.literal('ok'), version: z.string(), uptimeMs: z.number() })),
  overview: route('GET /system', 'What runs, where the data is, how much memory is used.')
    .input(z.object({}))
    .output(
      z.object({
        version: z.string(),
        platform: z.string(),
        dataFolder: z.string(),
        personalManifests: z.string(),
        modelsFolder: z.string(),
        database: z.object({ state: z.enum(['ok', 'restored', 'fresh-after-damage']), detail: z.string(), sizeBytes: z.number() }),
        memory: z.object({ ownBytes: z.number(), usedBytes: z.number(), totalBytes: z.number() }),
        activeRuns: z.number(),
        host: z.enum(['electron', 'server', 'in-process']),
      }),
    ),
  ...doctorContract,
  events: route('GET /events', 'Tells what changed, so that views can look again.').input(z.object({})).output(stream(appEvent)),
}
