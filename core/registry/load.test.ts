import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { agent, temporaryFolder, testRegistry, tool } from './registry.fixtures.ts'

const fixtures = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))

test('the forms people have on disk load exactly as they are written, without a problem', async () => {
  await using at = await testRegistry({}, { roots: [{ root: 'extra', path: fixtures('manifests') }] })
  expect(at.registry.problems()).toEqual([])
  expect(at.registry.get('Tool', 'calculator')?.manifest).toEqual({
    kind: 'Tool',
    name: 'calculator',
    implementation: { type: 'python', script: './scripts/calculator.py' },
  })
  expect(at.registry.get('Relic', 'kv_store')?.manifest).toMatchObject({
    service: { type: 'docker-compose', compose_file: './docker-compose.yml', health_check: 'http://localhost:8004/health' },
    endpoints: { read: 'http://kv_store:8004/get', write: 'http://kv_store:8004/set' },
  })
  expect(at.registry.get('Monument', 'code_forge')?.manifest).toMatchObject({
    version: '1.0',
    components: { relics: [{ name: 'git_server', import: '../relics/git_server/relic.yml' }] },
    startup_order: ['git_server', 'artifact_store', 'ci_runner', ['code_reviewer', 'doc_generator'], 'ci_pipeline'],
  })
  expect(at.registry.get('Tool', 'http_request')?.manifest.permissions?.network).toEqual(['api.example.com'])
  expect(at.registry.get('Workflow', 'data_pipeline')?.manifest.steps.map((step) => step.id)).toEqual(['fetch', 'each', 'approve', 'publish'])
  const { edges } = at.registry.dependencies('Monument', 'code_forge')
  expect(edges).toContainEqual({ from: 'agent/code_reviewer', to: 'tool/calculator' })
})

test.each(['by-name', 'kubernetes'])('the monument form "%s" loads beside the manifests it names', async (form) => {
  await using at = await testRegistry({})
  cpSync(fixtures('manifests'), at.at('personal'), { recursive: true, filter: (path) => !path.includes('code_forge') })
  cpSync(fixtures(form), at.at('personal/monuments'), { recursive: true })
  await at.registry.sync()
  expect(at.registry.problems()).toEqual([])
  expect(at.registry.get('Monument', 'code_forge')).not.toBeNull()
})

test('the Markdown body is the persona of an agent and the description of everything else', async () => {
  await using at = await testRegistry({
    'personal/a/reviewer.md': '---\nkind: Agent\nname: reviewer\n---\n\nYou are strict.\n',
    'personal/b/TOOL.md': `---\n${tool('adder')}---\nAdds numbers.\n`,
    'personal/b/main.py': '',
    'personal/c/agent.yml': agent('writer', 'persona: ./prompts/writer.md\n'),
    'personal/c/prompts/writer.md': 'You write.\n',
    'personal/d/agent.yml': agent('inline', 'persona: You are brief.\n'),
  })
  expect(at.registry.problems()).toEqual([])
  expect(at.registry.get('Agent', 'reviewer')?.body).toBe('You are strict.')
  expect(at.registry.get('Tool', 'adder')?.manifest.description).toBe('Adds numbers.')
  expect(at.registry.get('Agent', 'writer')?.body).toBe('You write.')
  expect(at.registry.get('Agent', 'inline')?.body).toBeNull()
})

test('YAML and Markdown of others are left alone, and so are node_modules and dot folders', async () => {
  await using at = await testRegistry({
    'personal/x/docker-compose.yml': 'services: { a: { image: b } }\n',
    'personal/x/deployment.yaml': 'apiVersion: v1\nkind: Deployment\nname: x\n',
    'personal/x/pod.yaml': 'kind: Pod\n\tbroken',
    'personal/x/README.md': '# kind: Tool\n\nnot: [ours\n',
    'personal/x/post.md': '---\ntitle: x\n---\nText\n',
    'personal/node_modules/y/tool.yml': tool('hidden'),
    'personal/.cache/tool.yml': tool('hidden'),
    'personal/alone.yml': agent('alone'),
  })
  expect(at.registry.problems()).toEqual([])
  expect((await at.registry.summaries()).manifests.map((one) => one.name)).toEqual(['alone'])
})

test('one bad file hides none of the good ones', async () => {
  await using at = await testRegistry({
    'personal/bad1/tool.yml': '[[[[',
    'personal/bad2/agent.yml': Buffer.from([0xff, 0xfe, 0x00]),
    'personal/bad3/tool.yml': '',
    'personal/bad4/workflow.yml': '- a\n- b\n',
    'personal/good/agent.yml': agent('good'),
  })
  expect(at.registry.list('Agent').map((one) => one.manifest.name)).toEqual(['good'])
  expect(new Set(at.registry.problems().map((one) => one.file.split('/').at(-2)))).toEqual(new Set(['bad1', 'bad2', 'bad3', 'bad4']))
})

test('a personal manifest takes the place of the bundled one of its name, which is shown and comes back when it goes', async () => {
  await using at = await testRegistry({
    'personal/a/agent.yml': agent('same', 'description: mine\n'),
    'bundled/z/agent.yml': agent('same', 'description: shipped\n'),
  })
  const shown = async () => (await at.registry.summaries()).manifests.map(({ description, overrides }) => [description, overrides?.file ?? null])
  expect(await shown()).toEqual([['mine', at.at('bundled/z/agent.yml')]])
  expect(at.registry.problems()).toEqual([])
  await at.registry.sync()
  expect(await shown()).toEqual([['mine', at.at('bundled/z/agent.yml')]])
  await at.registry.remove('Agent', 'same')
  expect(await shown()).toEqual([['shipped', null]])
})

test('a personal manifest that is broken from the start replaces nothing; one that breaks later stays in place with its last good version', async () => {
  await using at = await testRegistry({
    'personal/a/agent.yml': agent('same', 'foo: 1\n'),
    'bundled/z/agent.yml': agent('same', 'description: shipped\n'),
  })
  expect(at.registry.get('Agent', 'same')?.root).toBe('bundled')
  expect(at.codes()).toEqual(['unknown-key'])
  at.write({ 'personal/a/agent.yml': agent('same', 'description: mine\n') })
  await at.until(() => at.registry.get('Agent', 'same')?.root === 'personal')
  at.write({ 'personal/a/agent.yml': agent('same', 'bar: 1\n') })
  await at.until(() => at.codes().includes('unknown-key'))
  expect(at.registry.get('Agent', 'same')?.manifest.description).toBe('mine')
})

test('a folder given with --manifests does not take the place of a bundled manifest: both files are printed', async () => {
  const folder = temporaryFolder({
    'extra/a/agent.yml': agent('same', 'description: theirs\n'),
    'bundled/z/agent.yml': agent('same', 'description: shipped\n'),
  })
  try {
    await using at = await testRegistry(
      {},
      {
        roots: [
          { root: 'extra', path: folder.at('extra') },
          { root: 'bundled', path: folder.at('bundled') },
        ],
      },
    )
    expect(at.registry.get('Agent', 'same')?.root).toBe('bundled')
    const [problem] = at.registry.problems()
    expect(problem).toMatchObject({ code: 'bundled-name', line: 2, column: 7, endColumn: 11 })
    expect(problem?.message).toContain(folder.at('bundled/z/agent.yml'))
    expect(problem?.message).toContain(folder.at('extra/a/agent.yml'))
  } finally {
    folder.remove()
  }
})

test('references in a circle are printed with the way round, and none of the circle is in force', async () => {
  await using at = await testRegistry({
    'personal/a.yml': agent('a', 'agents: [b]\n'),
    'personal/b.yml': agent('b', 'agents: [c]\n'),
    'personal/c.yml': agent('c', 'agents: [a]\n'),
    'personal/self.yml': agent('self', 'agents: [self]\n'),
    'personal/user.yml': agent('user', 'agents: [a]\n'),
  })
  const cycles = at.registry.problems().filter((one) => one.code === 'cycle')
  expect(cycles.map((one) => one.message)).toEqual([
    'References go round in a circle: agent/a -> agent/b -> agent/c -> agent/a.',
    'References go round in a circle: agent/b -> agent/c -> agent/a -> agent/b.',
    'References go round in a circle: agent/c -> agent/a -> agent/b -> agent/c.',
    'References go round in a circle: agent/self -> agent/self.',
  ])
  expect(cycles[0]).toMatchObject({ line: 3, column: 10, endColumn: 11 })
  expect(at.registry.list('Agent').map((one) => one.manifest.name)).toEqual(['user'])
})

test('an import must exist, stay among the manifests, and declare what the reference says', async () => {
  const relic = 'kind: Relic\nname: store\nservice: { image: x }\n'
  const monument = (path: string) => `kind: Monument\nname: m\ncomponents:\n  relics:\n    - { name: store, import: "${path}" }\n`
  await using at = await testRegistry({
    'personal/relics/store/relic.yml': relic,
    'personal/relics/other.yml': relic.replace('store', 'other'),
    'personal/relics/note.txt': '',
  })
  const codeFor = async (path: string) => {
    at.write({ 'personal/m/monument.yml': monument(path) })
    await at.registry.sync()
    const [problem] = at.registry.problems()
    return problem && `${problem.code} ${problem.line}:${problem.column}`
  }
  expect(await codeFor('../relics/store/relic.yml')).toBeUndefined()
  expect(await codeFor('../relics/gone.yml')).toBe('missing-import 5:30')
  expect(await codeFor('../relics/note.txt')).toBe('import-not-manifest 5:30')
  expect(await codeFor('../relics/other.yml')).toBe('import-mismatch 5:15')
  expect(await codeFor('../../../../etc/passwd')).toBe('import-outside 5:30')
  expect(await codeFor('/etc/passwd')).toBe('import-outside 5:30')
})

test('an unknown reference is a warning with the nearest name, and the manifest is in force', async () => {
  await using at = await testRegistry({
    'personal/t/tool.yml': tool('calculator'),
    'personal/t/main.py': '',
    'personal/a.yml': agent('a', 'tools: [calculater]\n'),
  })
  expect(at.registry.problems()).toMatchObject([
    {
      code: 'unknown-reference',
      severity: 'warning',
      line: 3,
      column: 9,
      endColumn: 19,
      suggestion: 'Did you mean "calculator"?',
      fix: { replacement: 'calculator' },
    },
  ])
  expect((await at.registry.summaries('Agent')).manifests[0]?.uses).toEqual([{ kind: 'Tool', name: 'calculater', isMissing: true }])
  expect(at.registry.nearest('Tool', 'calculater')).toBe('calculator')
  await expect(at.registry.detail('Tool', 'calculater')).rejects.toThrow('There is no tool named calculater. Did you mean calculator?')
})

test('detail tells the text as written and who uses it; the graph is a Mermaid flowchart too', async () => {
  await using at = await testRegistry({
    'personal/t/tool.yml': tool('calculator'),
    'personal/t/main.py': '',
    'personal/a.yml': agent('a', 'tools: [calculator, gone]\n'),
  })
  const detail = await at.registry.detail('Tool', 'calculator')
  expect(detail.source).toBe(tool('calculator'))
  expect(detail.usedBy).toEqual([{ kind: 'Agent', name: 'a' }])
  const graph = at.registry.graph()
  expect(graph.nodes).toContainEqual({ id: 'tool/gone', kind: 'Tool', name: 'gone', isMissing: true })
  expect(graph.mermaid).toContain('flowchart LR')
  expect(graph.mermaid).toContain('n0 --> n2')
})

test('a digest covers names and bytes of the whole folder, but not what the tool itself may change there', async () => {
  await using at = await testRegistry({
    'personal/t/tool.yml': tool('t', 'permissions: { filesystem: [{ path: ./data, mode: rw }] }\n'),
    'personal/t/main.py': 'a',
    'personal/t/lib/part.py': 'b',
    'personal/t/data/notes.txt': '1',
  })
  const digest = async () => {
    await at.registry.sync()
    return at.registry.get('Tool', 't')?.digest
  }
  const first = await digest()
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  at.write({ 'personal/t/data/notes.txt': '2', 'personal/t/__pycache__/main.pyc': 'x' })
  expect(await digest()).toBe(first)
  at.write({ 'personal/t/lib/part.py': 'c' })
  const second = await digest()
  expect(second).not.toBe(first)
  at.write({ 'personal/t/lib/more.py': '' })
  expect(await digest()).not.toBe(second)
})
