import { distance } from 'fastest-levenshtein'
import type { AgentManifest, Reference, RelicManifest } from '../../contract/manifests/index.ts'
import type { ToolDefinition } from '../../engines/models/port.ts'
import type { ManifestLookup } from '../../registry/port.ts'

/** Something the agent may call: what the model sees, and what runs. */
export type Callable = { kind: 'tool' | 'agent' | 'relic'; name: string; definition: ToolDefinition }
export type Notice = { code: string; message: string }

export type ToolCatalog = {
  /** What the models are offered, in the manifest's order. */
  definitions: ToolDefinition[]
  /** Finds by the name the model was given, also when it differs in case or in `-` and `_`. */
  find(name: string): Callable | null
  /** The name under which a manifest is offered; its own where it is not (any more). */
  offeredName(manifestName: string): string
  /** The nearest name in the catalog, for "did you mean"; null when it is empty. */
  nearest(name: string): string | null
  /** What the manifest names and cannot be called, for the person. */
  notices: Notice[]
}

/** How many agents may stand above one another: a call from the last of them to a further agent is not offered. */
export const maxDepth = 4

const taskSchema = {
  type: 'object',
  properties: { task: { type: 'string', description: 'What to do, with everything needed to do it: it sees nothing of this conversation.' } },
  required: ['task'],
}

/**
 * The tools, agents and endpoints of relics that `manifest` names and that are there. An endpoint is `kv_store.read` for runs and
 * people, `kv_store_read` for models. `callers` are the agents above this one, outermost first:
 * an agent never gets itself, and none beyond `maxDepth`.
 */
export function createToolCatalog(manifest: AgentManifest, manifests: ManifestLookup, callers: readonly string[]): ToolCatalog {
  const notices: Notice[] = []
  const callables = new Map<string, Callable>()
  const add = (callable: Omit<Callable, 'definition'>, description: string, parameters: Record<string, unknown>) => {
    const name = nameForModel(callable, callables)
    callables.set(name, { ...callable, definition: { name, description, parameters } })
  }
  const missing = (kind: 'Tool' | 'Agent' | 'Relic', name: string) => {
    const near = manifests.nearest(kind, name)
    notices.push({
      code: 'reference-missing',
      message: `${manifest.name} names the ${kind.toLowerCase()} ${name}, which is not there.${near ? ` Did you mean ${near}?` : ''}`,
    })
  }

  const addEndpoint = (relic: RelicManifest, endpoint: string, declared: NonNullable<RelicManifest['endpoints']>[string]) => {
    const { description, parameters } = typeof declared === 'string' ? {} : declared
    const about = description ?? `${endpoint} of ${relic.name}${relic.description ? `: ${relic.description}` : '.'}`
    add({ kind: 'relic', name: `${relic.name}.${endpoint}` }, about, objectSchema(parameters))
  }

  for (const name of namesOf(manifest.tools)) {
    const tool = manifests.get('Tool', name)?.manifest
    if (tool) add({ kind: 'tool', name }, tool.description ?? `The tool ${name}.`, objectSchema(tool.parameters))
    else missing('Tool', name)
  }
  for (const name of namesOf(manifest.agents)) {
    const agent = manifests.get('Agent', name)?.manifest
    if (!agent) missing('Agent', name)
    else if (name === manifest.name) notices.push({ code: 'agent-calls-itself', message: `${name} names itself among its agents; that is left out.` })
    else if (callers.length + 1 >= maxDepth) {
      notices.push({
        code: 'agents-too-deep',
        message: `${name} is not offered to ${manifest.name}: ${maxDepth} agents already stand above one another.`,
      })
    } else add({ kind: 'agent', name }, agent.description ?? `The agent ${name}.`, taskSchema)
  }
  for (const name of namesOf(manifest.relics)) {
    const relic = manifests.get('Relic', name)?.manifest
    if (!relic) missing('Relic', name)
    else for (const [endpoint, declared] of Object.entries(relic.endpoints ?? {})) addEndpoint(relic, endpoint, declared)
  }
  const workflows = namesOf(manifest.workflows)
  if (workflows.length > 0)
    notices.push({ code: 'workflows-not-callable', message: `Agents cannot call workflows yet: ${workflows.join(', ')} left out.` })

  const find = (name: string): Callable | null => {
    const same = [...callables].filter(([key]) => plain(key) === plain(name))
    return callables.get(name) ?? (same.length === 1 ? (same[0]?.[1] ?? null) : null)
  }
  return {
    definitions: [...callables.values()].map((callable) => callable.definition),
    find,
    offeredName: (name) => [...callables.values()].find((callable) => callable.name === name)?.definition.name ?? safeName(name),
    nearest: (name) => [...callables.keys()].toSorted((a, b) => distance(a, name) - distance(b, name))[0] ?? null,
    notices,
  }
}

/** Providers take `[a-zA-Z_][a-zA-Z0-9_-]{0,63}`; a clash between kinds is told apart by a prefix. */
function nameForModel({ kind, name }: Omit<Callable, 'definition'>, taken: ReadonlyMap<string, Callable>): string {
  const safe = safeName(name)
  if (!taken.has(safe)) return safe
  const prefixed = safeName(`${kind}_${name}`)
  return taken.has(prefixed) ? safeName(`${kind}${taken.size}_${name}`) : prefixed
}

const safeName = (name: string): string => (/^[a-z_]/i.test(name) ? name : `_${name}`).replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64)
const plain = (name: string): string => name.trim().toLowerCase().replaceAll(/[-. ]/g, '_')
const namesOf = (references: readonly Reference[] | undefined): string[] => [
  ...new Set((references ?? []).map((reference) => (typeof reference === 'string' ? reference : reference.name))),
]
const objectSchema = (parameters: Record<string, unknown> | undefined): Record<string, unknown> => ({
  type: 'object',
  ...parameters,
  properties: parameters?.properties ?? {},
})
