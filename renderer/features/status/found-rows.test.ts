import { expect, test } from 'vitest'
import type { EngineStatusView } from '../../../core/contract/containers.ts'
import type { Model, ProviderStatus } from '../../../core/contract/models.ts'
import { type Found, foundRows } from './found-rows.ts'

const model = (provider: string, name: string, more: Partial<Model> = {}) =>
  ({ id: `${provider}/${name}`, provider, name, isBuiltInDemo: false, ...more }) as Model
const provider = (id: string, more: Partial<ProviderStatus> = {}) =>
  ({
    id,
    title: id === 'ollama' ? 'Ollama' : id,
    isLocal: true,
    state: 'ready',
    detail: '',
    url: 'http://127.0.0.1:11434',
    needsKey: false,
    hasKey: false,
    ...more,
  }) as ProviderStatus
const engine = (state: EngineStatusView['state']) =>
  ({
    state,
    why: '',
    attempts: [],
    engine: state === 'ready' ? { name: 'Docker', version: '28.1', endpoint: 'unix:///x' } : null,
  }) as unknown as EngineStatusView
const demo = model('llama', 'spark', { isBuiltInDemo: true })
const cloud = provider('openai', { title: 'OpenAI', isLocal: false, needsKey: true, state: 'not-configured' })
const tool = (tier: string | null) => ({ kind: 'Tool', tier: { tier } }) as unknown as Found['manifests'][number]
const agent = { kind: 'Agent', tier: null } as Found['manifests'][number]

const fresh: Found = {
  models: [demo],
  providers: [provider('llama'), provider('ollama', { state: 'unreachable' }), cloud],
  manifests: [tool('wasm'), tool(null), agent],
  engine: engine('absent'),
}
const rows = (change: Partial<Found> = {}) => Object.fromEntries(foundRows({ ...fresh, ...change }).map((row) => [row.id, row]))

test('a fresh computer works with the demo model, and each missing thing has one step', () => {
  const found = rows()
  expect(found.model).toMatchObject({ state: 'done', title: 'Built-in demo model', isMissing: true, step: { path: '/models', show: 'catalogue' } })
  expect(found.library).toMatchObject({ state: 'done', detail: '1 run now, 1 waits for containers.' })
  expect(found.ollama).toMatchObject({ state: 'skipped', isMissing: true, step: { path: '/settings/models.ollamaAddress' } })
  expect(found.containers).toMatchObject({ state: 'skipped', isMissing: true, step: { kind: 'engine' } })
  expect(found.keys).toMatchObject({ state: 'skipped', isMissing: true, step: { kind: 'key', providers: [{ id: 'openai' }] } })
})

test('what is there needs no step', () => {
  const found = rows({
    models: [demo, model('ollama', 'qwen3:8b')],
    providers: [provider('llama'), provider('ollama'), { ...cloud, hasKey: true }],
    engine: engine('ready'),
    manifests: [tool('wasm'), agent],
  })
  expect(Object.values(found).filter(({ isMissing }) => isMissing)).toEqual([])
  expect(found.model).toMatchObject({ title: '1 model of yours', detail: 'qwen3:8b', step: null })
  expect(found.ollama).toMatchObject({ state: 'done', detail: 'Running. Has qwen3:8b.', step: null })
  expect(found.containers).toMatchObject({ state: 'done', detail: 'Docker 28.1. Tools with packages and relics run.' })
  expect(found.keys).toMatchObject({ state: 'done', detail: 'For OpenAI.', step: null })
})

test('Ollama without a model leads to models, not to its address', () => {
  expect(rows({ providers: [provider('ollama')] }).ollama).toMatchObject({ detail: 'Running, with no model yet.', step: { path: '/models' } })
})

test('an engine that is looked for is no loss yet, and one that went is not called missing from the start', () => {
  expect(rows({ engine: engine('looking') }).containers).toMatchObject({ state: 'queued', isMissing: false, step: null })
  expect(rows({ engine: engine('lost') }).containers).toMatchObject({ state: 'waiting', isMissing: true })
  expect(rows({ engine: null }).containers).toBeUndefined()
})

test('without any model it says so and what to do', () => {
  expect(rows({ models: [] }).model).toMatchObject({ state: 'failed', title: 'No model', isMissing: true })
})
