import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'

export function registryRouter({ registry: os }: Implementer, { registry }: Pick<CoreParts, 'registry'>) {
  return os.router({
    list: os.list.handler(({ input }) => registry.list(input)),
    get: os.get.handler(({ input }) => registry.get(input)),
    dependencies: os.dependencies.handler(({ input }) => registry.dependencies(input)),
    graph: os.graph.handler(({ input }) => registry.graph(input)),
    sync: os.sync.handler(({ input }) => registry.sync(input)),
    validate: os.validate.handler(({ input }) => registry.validate(input)),
    preview: os.preview.handler(({ input }) => registry.preview(input)),
    install: os.install.handler(({ input }) => registry.install(input)),
    remove: os.remove.handler(({ input }) => registry.remove(input)),
    trust: os.trust.handler(({ input }) => registry.trust(input)),
  })
}
