import type { EngineStatusView } from '../../../core/contract/containers.ts'
import type { Model, ProviderStatus } from '../../../core/contract/models.ts'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { formatList } from '../../ui/format.ts'
import type { GlyphState } from '../../ui/state-glyph.tsx'

const words = t.found

/** What a row leads to: a place in the app, a key of a provider, or how an engine is installed. */
export type FoundStep =
  | { kind: 'go'; path: string; label: string; name?: string; show?: 'catalogue' }
  | { kind: 'key'; providers: readonly ProviderStatus[]; label: string }
  | { kind: 'engine'; label: string }

export interface FoundRow {
  id: 'model' | 'library' | 'ollama' | 'containers' | 'keys'
  state: GlyphState
  title: string
  detail: string
  /** Whether something is to be had that is not there. */
  isMissing: boolean
  step: FoundStep | null
}

export interface Found {
  models: readonly Model[]
  providers: readonly ProviderStatus[]
  manifests: readonly Pick<ManifestSummary, 'kind' | 'tier'>[]
  /** null while it is not known. */
  engine: EngineStatusView | null
}

/** What this computer has and lacks, what works already first. One step for each thing that is missing, none where nothing is. */
export function foundRows(found: Found): FoundRow[] {
  return [modelRow(found), libraryRow(found), ollamaRow(found), engineRow(found), keyRow(found)].filter((row) => row !== null)
}

const getModel: FoundStep = { kind: 'go', path: '/models', label: words.getModel, show: 'catalogue' }

function modelRow({ models, providers }: Found): FoundRow {
  const own = models.filter((model) => !model.isBuiltInDemo && providers.some(({ id, isLocal }) => id === model.provider && isLocal))
  const base = { id: 'model', isMissing: own.length === 0, step: own.length === 0 ? getModel : null } as const
  if (own.length > 0) return { ...base, state: 'done', title: words.models(own.length), detail: names(own) }
  if (models.some((model) => model.isBuiltInDemo)) return { ...base, state: 'done', title: words.demo, detail: words.demoAbout }
  // A cloud model answers, too.
  const isMute = models.length === 0
  return { ...base, state: isMute ? 'failed' : 'skipped', title: words.noModel, detail: isMute ? words.noModelAbout : names(models) }
}

function libraryRow({ manifests }: Found): FoundRow {
  const tools = manifests.filter(({ kind }) => kind === 'Tool')
  const agents = manifests.filter(({ kind }) => kind === 'Agent')
  const running = tools.filter(({ tier }) => tier?.tier).length
  const waiting = tools.length - running
  return {
    id: 'library',
    state: agents.length === 0 ? 'waiting' : 'done',
    title: words.library(tools.length, agents.length),
    detail: agents.length === 0 ? words.noAgents : waiting === 0 ? words.allRun : words.someRun(running, waiting),
    isMissing: false,
    step: { kind: 'go', path: '/tools', label: words.openLibrary },
  }
}

function ollamaRow({ models, providers }: Found): FoundRow | null {
  const ollama = providers.find(({ id }) => id === 'ollama')
  if (!ollama) return null
  const mine = models.filter(({ provider }) => provider === 'ollama')
  const base = { id: 'ollama', title: ollama.title } as const
  if (ollama.state === 'ready' && mine.length > 0)
    return { ...base, state: 'done', detail: words.ollamaHas(names(mine)), isMissing: false, step: null }
  if (ollama.state === 'ready') return { ...base, state: 'skipped', detail: words.ollamaEmpty, isMissing: true, step: getModel }
  const isFailing = ollama.state === 'failing'
  return {
    ...base,
    state: isFailing ? 'waiting' : 'skipped',
    detail: isFailing ? words.ollamaFailing(told(ollama.detail)) : words.ollamaAway(ollama.url ?? ''),
    isMissing: true,
    step: { kind: 'go', path: '/settings/models.ollamaAddress', label: words.connect, name: words.connectLabel },
  }
}

function engineRow({ engine: status }: Found): FoundRow | null {
  if (!status) return null
  const base = { id: 'containers', title: words.containers } as const
  const { state, engine } = status
  if (state === 'ready' && engine) return { ...base, state: 'done', detail: words.engine(engine.name, engine.version), isMissing: false, step: null }
  if (state === 'looking') return { ...base, state: 'queued', detail: words.engineLooking, isMissing: false, step: null }
  const isLost = state === 'lost'
  return {
    ...base,
    state: isLost ? 'waiting' : 'skipped',
    detail: isLost ? words.engineLost : words.engineAway,
    isMissing: true,
    step: { kind: 'engine', label: words.howTo },
  }
}

function keyRow({ providers }: Found): FoundRow | null {
  const clouds = providers.filter(({ needsKey }) => needsKey)
  const keyed = clouds.filter(({ hasKey }) => hasKey)
  if (clouds.length === 0) return null
  const isMissing = keyed.length === 0
  return {
    id: 'keys',
    state: isMissing ? 'skipped' : 'done',
    title: words.keys,
    detail: isMissing ? words.noKeys : words.someKeys(formatList(keyed.map(({ title }) => title))),
    isMissing,
    step: isMissing ? { kind: 'key', providers: clouds, label: words.addKey } : null,
  }
}

const names = (models: readonly Model[]): string => models.map(({ name }) => name).join(', ')
