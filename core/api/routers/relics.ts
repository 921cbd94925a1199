import type { SessionId } from '../../kernel/ids.ts'
import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'
import { toStream } from '../streams.ts'

export function relicsRouter({ relics: os }: Implementer, { relics }: Pick<CoreParts, 'relics'>) {
  const start = ({ input, signal }: { input: Parameters<CoreParts['relics']['start']>[0]; signal?: AbortSignal | undefined }) =>
    relics.start(input, signal)
  const whose = ({ name, sessionId }: { name: string; sessionId?: SessionId | undefined }) => relics.find(name, sessionId ?? null)
  return os.router({
    list: os.list.handler(() => relics.list()),
    status: os.status.handler(({ input }) => relics.status(input.name)),
    start: os.start.handler(start),
    deploy: os.deploy.handler(start),
    get: os.get.handler(({ input }) => relics.get(input.id)),
    stopOne: os.stopOne.handler(({ input }) => relics.stop(input.id)),
    logs: os.logs.handler(({ input, signal }) =>
      toStream((ended) => relics.logs(input.id, { tail: input.tail, isFollowing: input.follow, signal: ended }), signal),
    ),
    stop: os.stop.handler(({ input }) => relics.stop(whose(input))),
    restart: os.restart.handler(({ input }) => relics.restart(whose(input))),
    clear: os.clear.handler(({ input }) => relics.clear(whose(input))),
    remove: os.remove.handler(async ({ input }) => ({ removed: await relics.remove(whose(input)) })),
  })
}
