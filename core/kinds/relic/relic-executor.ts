import { Fault } from '../../contract/faults.ts'
import type { RelicManifest } from '../../contract/manifests/index.ts'
import type { Right } from '../../contract/registry.ts'
import type { RunKind } from '../../contract/runs.ts'
import type { RunId } from '../../kernel/ids.ts'
import type { LoadedManifest, ManifestLookup } from '../../registry/port.ts'
import type { Executor, RunContext } from '../../runs/executor.ts'
import { faultOfRun } from '../../runs/fault-of-run.ts'
import { relicsOf } from './discovery.ts'
import { endpointsOf, splitName } from './endpoints.ts'
import type { BuildImage } from './instance-parts.ts'
import type { Relics } from './relics.ts'

/** From the first pull to the first healthy answer. */
const startWithinMs = 15 * 60_000
/** One call, with the start of the relic when it has to be started. */
const callWithinMs = startWithinMs + 60_000

/**
 * Carries out relics: `kv_store` starts one and gives its view, `kv_store.read` calls an endpoint and gives its answer. What has to be
 * started or built first is a run below, so that it is seen, asked for and stopped like any other.
 */
export function createRelicExecutor(options: {
  relics: Pick<Relics, 'ensure' | 'call' | 'idOf' | 'get'>
  manifests: Pick<ManifestLookup, 'get' | 'nearest'>
  rightsOf: (manifest: RelicManifest) => Right[]
  /** What started a run; null for one that a person started. */
  parentOf: (runId: RunId) => Promise<{ kind: RunKind; name: string } | null>
}): Executor {
  const { relics, manifests, rightsOf } = options

  const find = (name: string): LoadedManifest<RelicManifest> => {
    const loaded = manifests.get('Relic', name)
    if (loaded) return loaded
    const near = manifests.nearest('Relic', name)
    throw new Fault('MANIFEST_NOT_FOUND', { kind: 'relic', name, suggestion: near ? ` Did you mean ${near}?` : '' })
  }

  /** A person may start and call every relic, an agent only those that it names; the call itself starts what it calls. */
  async function mayUse(name: string, runId: RunId): Promise<void> {
    const parent = await options.parentOf(runId)
    if (
      parent === null ||
      (parent.kind === 'relic' && splitName(parent.name)[0] === name) ||
      parent.kind === 'workflow' ||
      parent.kind === 'monument'
    )
      return
    const agent = parent.kind === 'agent' ? manifests.get('Agent', parent.name) : null
    if (agent && relicsOf(agent.manifest).includes(name)) return
    throw new Fault('RELIC_FAILED', { name, detail: `${parent.name} does not name it under \`relics\`, so it cannot use it.` })
  }

  const start = async (name: string, context: RunContext) => {
    await mayUse(name, context.runId)
    const build: BuildImage = async (relic, signal) => {
      const result = await context.execute('build', `relic/${relic}`, {}, { signal })
      if (result.status !== 'done') throw faultOfRun(result.error, notUp(relic))
    }
    return relics.ensure(name, context.sessionId, { signal: context.signal, build, onLog: (line) => context.emit({ type: 'run.log', line }) })
  }

  const call = async (name: string, endpoint: string, context: RunContext): Promise<unknown> => {
    await mayUse(name, context.runId)
    const { sessionId, signal } = context
    if (!isUp(relics, name, sessionId)) {
      const started = await context.execute('relic', name, {})
      if (started.status !== 'done') throw faultOfRun(started.error, notUp(name))
    }
    const args = typeof context.input === 'object' && context.input !== null ? (context.input as Record<string, unknown>) : {}
    return relics.call(name, endpoint, args, { sessionId, signal })
  }

  return {
    kind: 'relic',
    async prepare(asked) {
      const [name, endpoint] = splitName(asked)
      const loaded = find(name)
      const { digest, manifest } = loaded
      if (endpoint === null)
        return {
          name,
          digest,
          inputSchema: null,
          rights: rightsOf(manifest),
          tier: null,
          timeoutMs: startWithinMs,
          execute: (context) => start(name, context),
        }
      const declared = endpointsOf(manifest).find((one) => one.name === endpoint)
      if (!declared) {
        const known = Object.keys(manifest.endpoints ?? {})
        const suggestion = known.length > 0 ? ` It has ${known.join(', ')}.` : ' It has none.'
        throw new Fault('MANIFEST_NOT_FOUND', { kind: `endpoint of ${name}`, name: endpoint, suggestion })
      }
      return {
        name: asked,
        digest,
        inputSchema: declared.parameters,
        rights: [],
        tier: null,
        timeoutMs: callWithinMs,
        execute: (context) => call(name, endpoint, context),
      }
    },
  }
}

function isUp(relics: Pick<Relics, 'idOf' | 'get'>, name: string, sessionId: RunContext['sessionId']): boolean {
  try {
    return relics.get(relics.idOf({ name, sessionId })).state === 'healthy'
  } catch {
    return false
  }
}

/** What is said of a start that failed for no reason that anybody could act on. */
export const notUp =
  (name: string) =>
  (detail: string | null): Fault =>
    new Fault('RELIC_FAILED', { name, detail: detail ?? 'it did not start.' })
