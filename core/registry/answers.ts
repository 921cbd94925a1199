import type { z } from 'zod'
import type { registryContract } from '../contract/registry.ts'
import type { Registry } from './registry.ts'
import { schemaOfKind } from './schema-of-kind.ts'

type Input<K extends keyof typeof registryContract> = z.infer<NonNullable<(typeof registryContract)[K]['~orpc']['inputSchema']>>

/** The registry as the procedures of contract/registry.ts ask for it; all but `trust`, which is a matter of grants. */
export function registryAnswers(registry: Registry) {
  return {
    list: ({ kind }: Input<'list'>) => registry.summaries(kind),
    get: ({ kind, name }: Input<'get'>) => registry.detail(kind, name),
    dependencies: async ({ kind, name }: Input<'dependencies'>) => registry.dependencies(kind, name),
    graph: async () => registry.graph(),
    sync: () => registry.sync(),
    validate: ({ folder }: Input<'validate'>) => registry.validate(folder),
    preview: (input: Input<'preview'>, signal?: AbortSignal) => registry.preview(input, signal),
    install: ({ previewId, replaceBundled }: Input<'install'>) => registry.install(previewId, { replaceBundled }),
    remove: ({ kind, name }: Input<'remove'>) => registry.remove(kind, name),
    trash: async () => ({ entries: registry.trash() }),
    restore: ({ id }: Input<'restore'>) => registry.restore(id),
    file: async (address: Input<'file'>) => registry.readFile(address),
    writeFile: (input: Input<'writeFile'>) => registry.writeFile(input),
    customise: ({ kind, name }: Input<'customise'>) => registry.customise(kind, name),
    check: async (input: Input<'check'>) => registry.check(input),
    schema: async ({ kind }: Input<'schema'>) => ({ schema: schemaOfKind(kind) }),
    templates: async () => ({ templates: registry.templates() }),
    create: (input: Input<'create'>) => registry.create(input),
    open: ({ kind, name }: Input<'open'>) => registry.open(kind, name),
  }
}
