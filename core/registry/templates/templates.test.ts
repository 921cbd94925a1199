import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namePattern } from '../../contract/manifests/index.ts'
import { templatesFolder } from '../../folders.ts'
import { temporaryFolder, testRegistry } from '../registry.fixtures.ts'
import { schemaOfKind } from '../schema-of-kind.ts'
import { filesFromTemplate, readTemplates } from './templates.ts'

const folder = templatesFolder({})
const shipped = readTemplates(folder)
const tools = ['calculator', 'file_ops', 'text_stats'].flatMap((name) => [
  [`bundled/${name}/tool.yml`, `kind: Tool\nname: ${name}\nimplementation: { type: node, script: main.mjs }\n`],
  [`bundled/${name}/main.mjs`, ''],
])

test('there is a template for a tool in each language, an agent, a persona and a relic', () => {
  expect(shipped.map(({ id, kind, language }) => [id, kind, language])).toEqual([
    ['tool-python', 'Tool', 'python'],
    ['tool-node', 'Tool', 'node'],
    ['tool-go', 'Tool', 'go'],
    ['tool-bash', 'Tool', 'bash'],
    ['agent', 'Agent', null],
    ['persona', 'Agent', null],
    ['relic', 'Relic', null],
  ])
  for (const { title, description, files } of shipped) {
    expect(title).not.toBe('')
    expect(description.length).toBeGreaterThan(20)
    expect(files[0]?.path).toMatch(/^(tool|agent|relic)\.(yml|md)$/)
    expect(files.map((file) => file.path)).not.toContain('template.json')
  }
})

test.each(shipped.map((template) => template.id))(
  '%s becomes a manifest of its own without a problem, with a hint that leads to its schema',
  async (id) => {
    await using at = await testRegistry(Object.fromEntries(tools), { templatesFolder: folder })
    const description = 'Says: "hello" # to all, $& and \\n.'
    const { folder: made, summary } = await at.registry.create({ template: id, name: 'fresh_one', description })
    expect(made).toBe(at.at('personal/fresh_one'))
    expect(summary).toMatchObject({ name: 'fresh_one', root: 'personal', description, problems: [], isStale: false })
    expect(at.registry.problems()).toEqual([])
    const text = readFileSync(summary.file, 'utf8')
    expect(text).not.toMatch(/my_(tool|agent|relic)/)
    const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(text)?.[1] ?? ''
    expect(JSON.parse(readFileSync(resolve(dirname(summary.file), schema), 'utf8'))).toEqual(schemaOfKind(summary.kind))
    // What ships leads there, too.
    const original = readFileSync(join(folder, id, `${summary.file.split('/').at(-1)}.template`), 'utf8')
    const shippedSchema = /^# yaml-language-server: \$schema=(.+)$/m.exec(original)?.[1] ?? ''
    expect(existsSync(resolve(folder, id, shippedSchema))).toBe(true)
  },
)

test('a name that is there already, or cannot be one, is refused before anything is made', async () => {
  await using at = await testRegistry(Object.fromEntries(tools), { templatesFolder: folder })
  const create = (name: string, template = 'tool-node') => at.registry.create({ template, name })
  await create('mine')
  at.write({ 'personal/mine/main.mjs': 'changed', 'personal/other/notes.txt': 'x' })
  await expect(create('mine')).rejects.toMatchObject({ code: 'INSTALL_CONFLICT' })
  await expect(create('calculator')).rejects.toThrow('tool/calculator ships with Cortex')
  await expect(create('mine', 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const name of ['', '../up', 'Big', 'a b', '.hidden', '-x', 'a'.repeat(64), 'a\n'])
    await expect(create(name)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect(readFileSync(at.at('personal/mine/main.mjs'), 'utf8')).toBe('changed')
  // A folder of that name that holds something else is left alone.
  expect((await create('other')).folder).toBe(at.at('personal/other-2'))
  expect(at.registry.trash()).toEqual([])
})

test('templates are read as they are; what is no template is left out', () => {
  const own = temporaryFolder({
    'good/template.json': '{ "title": "T", "description": "D", "order": 1 }',
    'good/agent.yml.template': 'kind: Agent\nname: my_agent\n',
    'broken/template.json': '{ "title": "T", "description": "D", "order": 1 }',
    'broken/agent.yml.template': 'kind: Agent\nfoo: 1\n',
    'nothing/README.md': 'Hi',
  })
  try {
    expect(readTemplates(own.path).map((template) => template.id)).toEqual(['good'])
    expect(readTemplates(own.at('nowhere'))).toEqual([])
  } finally {
    own.remove()
  }
})

test('whatever name is allowed, the manifest says exactly that name', async () => {
  const names = fc.oneof(fc.stringMatching(namePattern), fc.constantFrom('true', 'null', '12', '0x1f', '1e3', 'no', '2026-01-01', 'name', 'kind'))
  await fc.assert(
    fc.asyncProperty(names, fc.constantFrom(...shipped.map((one) => one.id)), async (name, template) => {
      const { parseManifest } = await import('../parse/manifest.ts')
      const [manifest] = filesFromTemplate(folder, { template, name })
      const parsed = parseManifest('f', manifest?.path ?? '', String(manifest?.bytes))
      expect(parsed?.name).toBe(name)
      expect(parsed?.problems).toEqual([])
    }),
    { numRuns: 60 },
  )
})
