import { expect, test } from 'vitest'
import type { Manifest, ToolManifest } from '../contract/manifests/index.ts'
import { rightsOf, rightsThrough } from './rights.ts'

const tool: ToolManifest = { kind: 'Tool', name: 't', implementation: { type: 'python', script: './main.py' } }
const texts = (more: Partial<ToolManifest>) => rightsOf({ ...tool, ...more }).map((one) => `${one.code}: ${one.text}`)

test('a tool that asks for nothing has no rights', () => {
  expect(rightsOf(tool)).toEqual([])
})

test('each right is a sentence a person can judge', () => {
  const permissions = {
    network: ['api.example.com', '*.example.org', '*'],
    filesystem: [
      { path: './data', mode: 'ro' as const },
      { path: 'workspace', mode: 'rw' as const },
    ],
    secrets: ['TOKEN'],
  }
  expect(texts({ permissions, session: { state: 'rw' }, runtime: 'process' })).toEqual([
    'network: Reaches api.example.com',
    'network: Reaches any host under example.org',
    'network: Reaches any public host',
    'filesystem: Reads ./data, cannot change it',
    "filesystem: Reads and changes this chat's working folder",
    'secret: Uses the secret TOKEN',
    "state: Reads and changes this chat's state",
    'process: Runs as a process on this computer, outside any sandbox',
  ])
})

test('what is installed while an image is built is said before it is', () => {
  const build = (more: NonNullable<ToolManifest['build']>, type: ToolManifest['implementation']['type'] = 'python') =>
    texts({ implementation: { type, script: './main' }, build: more })
  expect(build({ dependencies: ['humanize==4.9.0', 'six'], packages: ['jq', 'git'] })).toEqual([
    'build: Installs from pip when it is built: humanize==4.9.0, six',
    'build: Installs OS packages when it is built: jq, git',
  ])
  expect(build({ requirements: './requirements.txt' })).toEqual(['build: Installs from pip when it is built: what ./requirements.txt names'])
  expect(build({ engine: 'npm' }, 'node')).toEqual(['build: Installs from npm when it is built: what package.json names'])
  expect(build({ engine: 'go' }, 'go')).toEqual(['build: Installs from go when it is built: what go.mod names'])
  expect(build({ dockerfile: './Dockerfile', packages: ['jq'] })).toEqual(['build: Runs its own Dockerfile when it is built: ./Dockerfile'])
  expect(build({}, 'node')).toEqual([])
  expect(build({ engine: 'none' })).toEqual([])
  expect(rightsOf({ kind: 'Relic', name: 'r', service: { build: './image' } })).toEqual([
    { code: 'build', text: 'Runs its own Dockerfile when it is built: ./image' },
  ])
})

test('opened ports are rights of relics and monuments', () => {
  expect(rightsOf({ kind: 'Relic', name: 'r', service: { image: 'x' }, ports: [8080] })).toEqual([
    { code: 'port', text: 'Opens port 8080 on this computer' },
  ])
  expect(
    rightsOf({ kind: 'Monument', name: 'm', networking: { exposed_ports: ['git:22'], exposed_services: { git: { port: 22 }, web: { port: 80 } } } }),
  ).toEqual([
    { code: 'port', text: 'Opens port 22 of git' },
    { code: 'port', text: 'Opens port 80 of web' },
  ])
})

test('an agent asks for what its tools and their users ask for, each right once, and a circle ends', () => {
  const network = { permissions: { network: ['example.com'] } }
  const search: ToolManifest = { ...tool, name: 'search', ...network }
  const fetcher: ToolManifest = { ...tool, name: 'fetcher', permissions: { network: ['example.com'], secrets: ['TOKEN'] } }
  const helper: Manifest = { kind: 'Agent', name: 'helper' }
  const agent: Manifest = { kind: 'Agent', name: 'agent' }
  const uses = new Map<Manifest, Manifest[]>([
    [agent, [search, helper]],
    [helper, [fetcher, agent]],
  ])
  expect(rightsThrough(agent, (one) => uses.get(one) ?? []).map((right) => right.text)).toEqual([
    'Reaches example.com, through search and fetcher',
    'Uses the secret TOKEN, through fetcher',
  ])
  expect(rightsThrough(search, () => [])).toEqual(rightsOf(search))
})
