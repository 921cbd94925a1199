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
    // A caller that goes away stops what is being fetched.
    preview: os.preview.handler(({ input, signal }) => registry.preview(input, signal)),
    install: os.install.handler(({ input }) => registry.install(input)),
    remove: os.remove.handler(({ input }) => registry.remove(input)),
    trash: os.trash.handler(({ input }) => registry.trash(input)),
    restore: os.restore.handler(({ input }) => registry.restore(input)),
    file: os.file.handler(({ input }) => registry.file(input)),
    writeFile: os.writeFile.handler(({ input }) => registry.writeFile(input)),
    customise: os.customise.handler(({ input }) => registry.customise(input)),
    check: os.check.handler(({ input }) => registry.check(input)),
    schema: os.schema.handler(({ input }) => registry.schema(input)),
    templates: os.templates.handler(({ input }) => registry.templates(input)),
    create: os.create.handler(({ input }) => registry.create(input)),
    open: os.open.handler(({ input }) => registry.open(input)),
    trust: os.trust.handler(({ input }) => registry.trust(input)),
  })
}
