import type { Check, CheckFix } from '../../contract/doctor.ts'
import type { Model, ProviderStatus } from '../../contract/models.ts'
import type { ModelSettings } from '../../contract/settings.ts'
import { found, type Look, well } from '../look.ts'

type Sources = {
  models(): Promise<{ models: Model[]; providers: ProviderStatus[] }>
  settings(): ModelSettings
  /** What can be done: take the demo model for chats, ask Ollama where it does answer; null when it cannot help. */
  fixes: { demoModel: CheckFix; ollamaAddress(): Promise<CheckFix | null> }
}

export function modelChecks({ models, settings, fixes }: Sources): Look[] {
  return [
    { id: 'built-in-model', title: 'Built-in demo model', look: async () => [builtInModel((await models()).models)] },
    { id: 'own-models', title: 'Models of yours', look: async () => ownModels((await models()).models) },
    { id: 'default-model', title: 'Model for chats', look: async () => defaultModel((await models()).models, settings(), fixes.demoModel) },
    {
      id: 'ollama',
      title: 'Ollama',
      async look() {
        const { models: all, providers } = await models()
        return [await ollama(all, providers)]
      },
    },
    { id: 'cloud-keys', title: 'Cloud keys', look: async () => [cloudKeys((await models()).providers)] },
  ]

  async function ollama(all: readonly Model[], providers: readonly ProviderStatus[]): Promise<Check> {
    const status = providers.find((one) => one.id === 'ollama')
    const mine = all.filter((model) => model.provider === 'ollama')
    const base = { id: 'ollama', title: 'Ollama' }
    if (status?.state === 'ready') {
      if (mine.length > 0) return well(base, `Running. Has ${mine.map((model) => model.name).join(', ')}.`)
      return found(base, 'optional', { detail: 'Running, with no model yet.', advice: 'Pull one under Models, such as qwen3:8b.' })
    }
    const fix = await fixes.ollamaAddress()
    return found(base, fix ? 'warning' : 'optional', {
      detail: status?.detail ?? 'Not found.',
      cause: fix ? 'It is asked for at an address where it does not run.' : 'It is not installed, not started, or runs at another address.',
      consequence: 'Its models cannot be used.',
      advice: fix ? null : 'Install Ollama from ollama.com for larger models, then start it.',
      fix,
    })
  }
}

function builtInModel(models: readonly Model[]): Check {
  const base = { id: 'built-in-model', title: 'Built-in demo model' }
  if (models.some((model) => model.isBuiltInDemo)) return well(base, 'Small and quick. Good for trying tools, not for hard questions.')
  return found(base, 'failed', {
    detail: 'Its file is missing or cannot be read.',
    cause: 'The installation is not complete.',
    consequence: 'Without another model, no question is answered.',
    advice: 'Install the app again, or add a GGUF file under Models.',
  })
}

function ownModels(models: readonly Model[]): Check[] {
  const own = models.filter((model) => model.provider === 'llama' && !model.isBuiltInDemo)
  if (own.length === 0) return []
  return [
    well(
      { id: 'own-models', title: own.length === 1 ? '1 model of yours' : `${own.length} models of yours` },
      own.map(({ name }) => name).join(', '),
    ),
  ]
}

/** Only said when a default is set and is not there. */
function defaultModel(models: readonly Model[], settings: ModelSettings, demo: CheckFix): Check[] {
  const wanted = settings.roles?.chat
  if (wanted === undefined || models.some(({ id }) => id === wanted)) return []
  return [
    found({ id: 'default-model', title: 'Model for chats' }, 'warning', {
      detail: `${wanted} is set and is not here.`,
      cause: 'It was deleted or renamed, or its provider does not run.',
      consequence: 'Chats are answered by the next best model.',
      advice: 'Choose another one under Models.',
      fix: models.some(({ isBuiltInDemo }) => isBuiltInDemo) ? demo : null,
    }),
  ]
}

function cloudKeys(providers: readonly ProviderStatus[]): Check {
  const keyed = providers.filter((one) => one.needsKey && one.hasKey)
  const base = { id: 'cloud-keys', title: 'Cloud keys' }
  if (keyed.length > 0) return well(base, `For ${keyed.map((one) => one.title).join(', ')}.`)
  return found(base, 'optional', {
    detail: 'None. Everything above works without them.',
    advice: 'Add a key under Models if you want a cloud model.',
  })
}
