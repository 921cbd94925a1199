import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'

export function settingsRouter({ settings: os }: Implementer, { settings }: Pick<CoreParts, 'settings'>) {
  return os.router({
    get: os.get.handler(() => settings.get({})),
    update: os.update.handler(({ input }) => settings.update(input)),
    updateModels: os.updateModels.handler(({ input }) => settings.updateModels(input)),
  })
}
