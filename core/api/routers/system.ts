import { readAppEvents } from '../app-events.ts'
import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'
import { toStream } from '../streams.ts'

export function systemRouter({ system: os }: Implementer, { system }: Pick<CoreParts, 'system'>) {
  return os.router({
    health: os.health.handler(({ input }) => system.health(input)),
    overview: os.overview.handler(({ input }) => system.overview(input)),
    doctor: os.doctor.handler(({ input }) => system.doctor(input)),
    examine: os.examine.handler(({ signal }) => toStream((ended) => system.examine(ended), signal)),
    applyFix: os.applyFix.handler(({ input }) => system.applyFix(input)),
    undoFix: os.undoFix.handler(({ input }) => system.undoFix(input)),
    diagnostics: os.diagnostics.handler(({ input }) => system.diagnostics(input)),
    reveal: os.reveal.handler(({ input }) => system.reveal(input)),
    events: os.events.handler(({ signal, lastEventId }) => {
      let count = 0
      return toStream(
        (ended) => readAppEvents(system.subscribe, lastEventId !== undefined, ended),
        signal,
        () => String(++count),
      )
    }),
  })
}
