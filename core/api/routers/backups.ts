import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'

export function backupsRouter({ backups: os }: Implementer, { backups }: Pick<CoreParts, 'backups'>) {
  return os.router({
    list: os.list.handler(() => backups.list({})),
    create: os.create.handler(() => backups.create({})),
    stop: os.stop.handler(() => backups.stop({})),
    remove: os.remove.handler(({ input }) => backups.remove(input)),
    look: os.look.handler(({ input }) => backups.look(input)),
    restore: os.restore.handler(({ input }) => backups.restore(input)),
  })
}

export function resetRouter({ reset: os }: Implementer, { reset }: Pick<CoreParts, 'reset'>) {
  return os.router({
    look: os.look.handler(() => reset.look({})),
    apply: os.apply.handler(({ input }) => reset.apply(input)),
  })
}
