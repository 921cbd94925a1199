import type { Model } from '../../../contract/models.ts'
import type { Preference } from '../port.ts'
import type { Surveyed } from './survey.ts'

export type Candidate = { model: Model; surveyed: Surveyed; isWished: boolean; why: string }
export type Skipped = { model: string; why: string }
/** A wish with the reason that a person is told when it is taken. */
export type Wish = { model: string; why: string }

const roleNames: Record<string, string> = {
  chat: 'chats',
  planner: 'planning',
  executor: 'carrying out plans',
  embedding: 'embeddings',
  title: 'titles',
}

/** Preferences as wishes, roles replaced by the model set for them; a role without one stands for the one of chats (not for embeddings), or for nothing. */
export function toWishes(prefer: readonly Preference[], roles: Readonly<Record<string, string | undefined>>): Wish[] {
  return prefer.flatMap((preference): Wish[] => {
    if (typeof preference === 'string') return [{ model: preference, why: 'preferred by the agent' }]
    if ('model' in preference) return [preference]
    const role = roles[preference.role] || preference.role === 'embedding' ? preference.role : 'chat'
    const model = roles[role]
    return model ? [{ model, why: `the default for ${roleNames[role] ?? role}` }] : []
  })
}

/**
 * Models in the order in which they are to be tried: those wished for, then a running Ollama's, then llama.cpp's with the demo model
 * last among local ones. Those behind a key come only where nothing local is: what is said here leaves this computer by somebody's
 * choice, not because a local model failed. What was preferred and cannot be used is in `skipped`, with the reason.
 */
export function toCandidates(surveyed: readonly Surveyed[], wishes: readonly Wish[]): { candidates: Candidate[]; skipped: Skipped[] } {
  const skipped: Skipped[] = []
  const candidates: Candidate[] = []
  const take = ({ model, surveyed }: { model: Model; surveyed: Surveyed }, why: string, isWished: boolean) => {
    if (!candidates.some((known) => known.model.id === model.id)) candidates.push({ model, surveyed, isWished, why })
  }
  for (const { model, why } of wishes) {
    const found = findModel(surveyed, model)
    if (found) take(found, why, true)
    else if (!skipped.some((skip) => skip.model === model)) skipped.push({ model, why: whyMissing(surveyed, model) })
  }
  const others = surveyed
    .filter(({ status }) => status.state === 'ready')
    .flatMap((place, order) => place.models.filter(canChat).map((model) => ({ model, surveyed: place, order, rank: rankOf(model) })))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.order - b.order ||
        Number(b.model.isLoaded) - Number(a.model.isLoaded) ||
        Number(b.model.hasTools) - Number(a.model.hasTools),
    )
  const isAnyLocal = others.some(({ model }) => model.isLocal)
  for (const other of others.filter(({ model }) => model.isLocal || !isAnyLocal))
    take(other, others.length === 1 ? 'the only one here' : whyChosen(other.model), false)
  return { candidates, skipped }
}

/** By id; a name without its provider, or without Ollama's `:latest`, finds its model too. */
function findModel(surveyed: readonly Surveyed[], wanted: string) {
  for (const place of surveyed) {
    if (place.status.state !== 'ready') continue
    const model = place.models.find(({ id, name }) => [id, name, id.replace(/:latest$/, ''), name.replace(/:latest$/, '')].includes(wanted))
    if (model) return { model, surveyed: place }
  }
  return null
}

function whyMissing(surveyed: readonly Surveyed[], wanted: string): string {
  const place = surveyed.find(({ provider }) => wanted.startsWith(`${provider.id}/`))
  if (!place) return wanted.includes('/') ? `There is no provider ${wanted.split('/')[0]}.` : 'No provider has it.'
  return place.status.state === 'ready' ? `${place.status.title} does not have it.` : `${place.status.title}: ${place.status.detail}`
}

const canChat = (model: Model) => model.hasEmbeddings !== true || model.hasTools === true

function rankOf(model: Model): number {
  if (model.isBuiltInDemo) return 2
  if (!model.isLocal) return 3
  return model.provider === 'ollama' ? 0 : 1
}

function whyChosen(model: Model): string {
  if (model.isBuiltInDemo) return 'the built-in demo model'
  if (!model.isLocal) return 'there is a key for it'
  return model.isLoaded ? 'already in memory' : 'a local model'
}
