import type { EngineStatusView } from '../contract/containers.ts'
import type { Model, ProviderStatus } from '../contract/models.ts'
import type { ManifestSummary, Problem } from '../contract/registry.ts'
import type { Check } from '../contract/system.ts'

type Found = {
  containers(): EngineStatusView
  models(): Promise<{ models: Model[]; providers: ProviderStatus[] }>
  manifests(): Promise<{ manifests: ManifestSummary[]; problems: Problem[] }>
  database(): Promise<{ state: 'ok' | 'restored' | 'fresh-after-damage'; detail: string }>
}

/** Looks at what the workstation needs and can use. Sends nothing but a question to each provider's own address. */
export async function examine(found: Found): Promise<Check[]> {
  const [{ models, providers }, { manifests, problems }, database] = await Promise.all([found.models(), found.manifests(), found.database()])
  return [
    builtInModel(models),
    ...largerModels(models),
    library(manifests),
    ...brokenFiles(problems),
    containers(found.containers()),
    ollama(models, providers),
    cloudKeys(providers),
    databaseCheck(database),
  ]
}

function builtInModel(models: Model[]): Check {
  const base = { id: 'built-in-model', title: 'Built-in demo model' }
  if (models.some((model) => model.isBuiltInDemo))
    return { ...base, state: 'ok', detail: 'Small and quick. Good for trying tools, not for hard questions.', fix: null }
  return {
    ...base,
    state: 'failed',
    detail: 'Its file is missing or cannot be read.',
    fix: 'Install the app again, or add a GGUF file under Models.',
  }
}

function largerModels(models: Model[]): Check[] {
  const own = models.filter((model) => model.provider === 'llama' && !model.isBuiltInDemo)
  if (own.length === 0) return []
  return [
    {
      id: 'own-models',
      title: own.length === 1 ? '1 model of yours' : `${own.length} models of yours`,
      state: 'ok',
      detail: own.map((model) => model.name).join(', '),
      fix: null,
    },
  ]
}

function library(manifests: ManifestSummary[]): Check {
  const tools = manifests.filter((one) => one.kind === 'Tool')
  const agents = manifests.filter((one) => one.kind === 'Agent')
  const runnable = tools.filter((one) => one.tier?.tier)
  const waiting = tools.length - runnable.length
  return {
    id: 'library',
    title: `${count(tools.length, 'tool')}, ${count(agents.length, 'agent')}`,
    state: agents.length === 0 ? 'warning' : 'ok',
    detail:
      waiting === 0
        ? `All ${tools.length} tools run now.`
        : `${runnable.length} tools run now. ${waiting} cannot run here yet; the library says why.`,
    fix: agents.length === 0 ? 'Drop a folder that declares an agent.' : null,
  }
}

function brokenFiles(problems: Problem[]): Check[] {
  const errors = problems.filter((one) => one.severity === 'error')
  const first = errors[0]
  if (!first) return []
  return [
    {
      id: 'manifest-problems',
      title: count(errors.length, 'problem'),
      state: 'warning',
      detail: `${first.file}:${first.line}: ${first.message}`,
      fix: first.suggestion ?? 'Open the library to see each at its line.',
    },
  ]
}

function ollama(models: Model[], providers: ProviderStatus[]): Check {
  const status = providers.find((one) => one.id === 'ollama')
  const mine = models.filter((model) => model.provider === 'ollama')
  const base = { id: 'ollama', title: 'Ollama' }
  if (status?.state === 'ready') {
    if (mine.length > 0) return { ...base, state: 'ok', detail: `Running. Has ${mine.map((model) => model.name).join(', ')}.`, fix: null }
    return { ...base, state: 'optional', detail: 'Running, with no model yet.', fix: 'Pull one under Models, such as qwen3:8b.' }
  }
  return {
    ...base,
    state: 'optional',
    detail: status?.detail ?? 'Not found.',
    fix: 'Install Ollama from ollama.com for larger models, then start it.',
  }
}

function containers({ state, why, engine, attempts }: EngineStatusView): Check {
  const base = { id: 'containers', title: 'Containers' }
  if (state === 'ready' && engine)
    return { ...base, state: 'ok', detail: `${engine.name} ${engine.version} at ${engine.endpoint}. Tools with packages and relics run.`, fix: null }
  if (state === 'looking') return { ...base, state: 'optional', detail: 'Looking for Docker or Podman …', fix: null }
  const denied = attempts.find((attempt) => /permission|EACCES/i.test(attempt.why))
  if (state === 'lost') return { ...base, state: 'warning', detail: why, fix: 'Start it again; it is found by itself.' }
  return {
    ...base,
    state: 'optional',
    detail: `${why} Tools run in WebAssembly meanwhile.`,
    fix: denied ? denied.why : 'Install Docker or Podman for tools with packages, and for relics.',
  }
}

function cloudKeys(providers: ProviderStatus[]): Check {
  const keyed = providers.filter((one) => one.needsKey && one.hasKey)
  const base = { id: 'cloud-keys', title: 'Cloud keys' }
  if (keyed.length === 0)
    return {
      ...base,
      state: 'optional',
      detail: 'None. Everything above works without them.',
      fix: 'Add a key under Models if you want a cloud model.',
    }
  return { ...base, state: 'ok', detail: `For ${keyed.map((one) => one.title).join(', ')}.`, fix: null }
}

function databaseCheck(database: { state: string; detail: string }): Check {
  return { id: 'database', title: 'Chats and runs', state: database.state === 'ok' ? 'ok' : 'warning', detail: database.detail, fix: null }
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
