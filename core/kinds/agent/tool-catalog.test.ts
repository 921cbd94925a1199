import { describe, expect, it } from 'vitest'
import type { AgentManifest } from '../../contract/manifests/index.ts'
import { calls, lookup, runAgent, says } from './fakes.ts'
import { createToolCatalog } from './tool-catalog.ts'

const kvStore = {
  kind: 'Relic',
  name: 'kv_store',
  description: 'Keeps values.',
  service: { image: 'redis:7' },
  endpoints: {
    read: {
      url: 'http://kv_store:8004/get',
      description: 'Reads a value.',
      parameters: { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] },
    },
    'clear-all': 'http://kv_store:8004/clear',
  },
}
const agent = (more: Partial<AgentManifest>): AgentManifest => ({ kind: 'Agent', name: 'keeper', ...more }) as AgentManifest

describe('the endpoints of an agent’s relics', () => {
  it('are offered under names that every provider takes, with what they are for', () => {
    const catalog = createToolCatalog(agent({ relics: ['kv_store'] }), lookup([kvStore]), [])
    expect(catalog.definitions).toEqual([
      {
        name: 'kv_store_read',
        description: 'Reads a value.',
        parameters: { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] },
      },
      { name: 'kv_store_clear-all', description: 'clear-all of kv_store: Keeps values.', parameters: { type: 'object', properties: {} } },
    ])
    expect(catalog.definitions.every(({ name }) => /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/.test(name))).toBe(true)
    expect(catalog.notices).toEqual([])
  })

  it('are found by the name of the manifest, too, and are runs of the relic', () => {
    const catalog = createToolCatalog(agent({ relics: ['kv_store'] }), lookup([kvStore]), [])
    for (const name of ['kv_store_read', 'kv_store.read', 'KV-Store.Read', ' kv_store_read '])
      expect(catalog.find(name)).toMatchObject({ kind: 'relic', name: 'kv_store.read' })
    expect(catalog.offeredName('kv_store.read')).toBe('kv_store_read')
    expect(catalog.offeredName('gone_store.read')).toBe('gone_store_read')
  })

  it('are told from a tool of the same name', () => {
    const tool = { kind: 'Tool', name: 'kv_store_read', implementation: { type: 'node', script: './x.js' } }
    const catalog = createToolCatalog(agent({ tools: ['kv_store_read'], relics: ['kv_store'] }), lookup([kvStore, tool]), [])
    expect(catalog.definitions.map(({ name }) => name)).toEqual(['kv_store_read', 'relic_kv_store_read', 'kv_store_clear-all'])
    expect(catalog.find('relic_kv_store_read')).toMatchObject({ kind: 'relic', name: 'kv_store.read' })
  })

  it('are not offered to an agent that does not name the relic, nor can it call them by a name it has heard of', async () => {
    const run = await runAgent({
      manifests: [kvStore],
      agent: { relics: [] },
      answers: [calls(['kv_store_read', { key: 'secret' }], ['kv_store.read', { key: 'secret' }]), says('no')],
    })
    expect(run.executed).toEqual([])
    expect(run.of('tool.returned').map((event) => event.error?.code)).toEqual(['MANIFEST_NOT_FOUND', 'MANIFEST_NOT_FOUND'])
  })

  it('run with the arguments of the model, and the answer goes back to it as JSON', async () => {
    const run = await runAgent({
      manifests: [kvStore],
      agent: { tools: [], relics: ['kv_store'] },
      answers: [calls(['kv_store_read', { key: 'a' }]), says('It is b.')],
      tools: { 'kv_store.read': () => ({ value: 'b' }) },
    })
    expect(run.executed).toEqual([{ kind: 'relic', name: 'kv_store.read', input: { key: 'a' } }])
    expect(run.of('tool.called')[0]).toMatchObject({ name: 'kv_store.read', arguments: { key: 'a' } })
    expect(run.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', content: '{"value":"b"}' })
  })

  it('of a relic that is not there are missed with the nearest name', () => {
    const catalog = createToolCatalog(agent({ relics: ['kv_stor'] }), lookup([kvStore]), [])
    expect(catalog.notices).toEqual([
      { code: 'reference-missing', message: 'keeper names the relic kv_stor, which is not there. Did you mean kv_store?' },
    ])
  })
})
