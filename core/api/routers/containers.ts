import { Fault } from '../../contract/faults.ts'
import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'

export function containersRouter({ containers: os }: Implementer, { containers, runs }: Pick<CoreParts, 'containers' | 'runs'>) {
  return os.router({
    image: os.image.handler(({ input }) => containers.image(input.name)),
    isBuilt: os.isBuilt.handler(async ({ input }) => {
      const { isBuilt, tag } = await containers.image(input.name)
      return { exists: isBuilt, image: tag }
    }),
    buildTool: os.buildTool.handler(({ input: { name, runId, force = false }, signal }) =>
      runs.execute('build', `tool/${name}`, { force }, { runId, isNew: true, signal }),
    ),
    executeTool: os.executeTool.handler(async ({ input: { name, parameters, sessionId, approve }, signal }) => {
      const { tier, why } = await containers.tierOf(name)
      if (tier !== 'container') throw new Fault('TIER_UNAVAILABLE', { name, why: `it was asked for in a container, and would run otherwise. ${why}` })
      return await runs.execute('tool', name, parameters, { sessionId, isApproved: approve, signal })
    }),
    toolLogs: os.toolLogs.handler(async ({ input }) => {
      const { run } = await runs.get(input.id)
      const lines: string[] = []
      // A run under way is told as far as it got.
      const soFar = new AbortController()
      const last = run.finishedAt === null ? setTimeout(() => soFar.abort(), 200) : undefined
      for await (const event of runs.events(run.id, 0, soFar.signal)) if (event.type === 'run.log' && event.runId === run.id) lines.push(event.line)
      clearTimeout(last)
      return { lines }
    }),
    cleanUpSession: os.cleanUpSession.handler(({ input }) => containers.cleanUpSession(input.id)),
    cleanUp: os.cleanUp.handler(() => containers.cleanUp()),
    stats: os.stats.handler(() => containers.stats()),
  })
}
