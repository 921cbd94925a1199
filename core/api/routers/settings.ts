import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'

export function settingsRouter({ settings: os }: Implementer, { settings }: Pick<CoreParts, 'settings'>) {
  return os.router({
    get: os.get.handler(() => settings.get({})),
    schema: os.schema.handler(() => settings.schema({})),
    set: os.set.handler(({ input }) => settings.set(input)),
    reset: os.reset.handler(({ input }) => settings.reset(input)),
    open: os.open.handler(() => settings.open({})),
  })
}
