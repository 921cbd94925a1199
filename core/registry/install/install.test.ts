import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { agent, temporaryFolder, testRegistry, tool } from '../registry.fixtures.ts'

const upload = (name: string, files: Record<string, string>) => ({
  name,
  files: Object.entries(files).map(([path, text]) => ({ path, contentBase64: Buffer.from(text).toString('base64') })),
})
const dropped = { 'tool.yml': tool('adder', 'permissions: { network: [api.example.com], secrets: [KEY] }\n'), 'main.py': 'print(1)' }

test('a dropped folder is previewed with its rights, installed, and in force when that is done', async () => {
  const source = temporaryFolder({
    'pack/tool.yml': dropped['tool.yml'],
    'pack/main.py': '',
    'pack/a/agent.md': `---\n${agent('helper', 'tools: [adder, known]\n')}---\nHi\n`,
  })
  try {
    await using at = await testRegistry({ 'bundled/k/tool.yml': tool('known'), 'bundled/k/main.py': '' })
    const preview = await at.registry.preview({ folder: source.at('pack') })
    expect(preview).toMatchObject({ name: 'pack', fileCount: 3, canInstall: true, reason: null, problems: [] })
    expect(preview.manifests).toMatchObject([
      { kind: 'Agent', name: 'helper', file: 'a/agent.md', change: 'new', rights: [] },
      {
        kind: 'Tool',
        name: 'adder',
        file: 'tool.yml',
        change: 'new',
        rights: [
          { code: 'network', text: 'Reaches api.example.com' },
          { code: 'secret', text: 'Uses the secret KEY' },
        ],
      },
    ])
    expect(at.registry.get('Tool', 'adder')).toBeNull()
    const installed = await at.registry.install(preview.previewId)
    expect(installed.folder).toBe(at.at('personal/pack'))
    expect(at.registry.get('Tool', 'adder')?.folder).toBe(at.at('personal/pack'))
    expect(at.registry.get('Agent', 'helper')?.body).toBe('Hi')
    expect(at.changes).toBe(1)
    await expect(at.registry.install(preview.previewId)).rejects.toThrow('There is no preview')
  } finally {
    source.remove()
  }
})

test('an update replaces the folder, the old one goes to the trash, and the same again is told to be the same', async () => {
  await using at = await testRegistry({})
  const install = async (files: Record<string, string>) => {
    const preview = await at.registry.preview(upload('adder', files))
    await at.registry.install(preview.previewId)
    return preview.manifests[0]?.change
  }
  expect(await install({ ...dropped, 'old.txt': '' })).toBe('new')
  const before = at.registry.get('Tool', 'adder')?.digest
  expect(await install({ ...dropped, 'old.txt': '' })).toBe('same')
  expect(await install({ ...dropped, 'main.py': 'print(2)' })).toBe('changed')
  expect(at.registry.get('Tool', 'adder')?.digest).not.toBe(before)
  expect(readdirSync(at.at('personal/adder')).sort()).toEqual(['main.py', 'tool.yml'])
  expect(readdirSync(at.at('trash'))).toHaveLength(2)
})

test('a folder of the same name that holds something else is left alone', async () => {
  await using at = await testRegistry({ 'personal/adder/agent.yml': agent('other') })
  const { previewId } = await at.registry.preview(upload('adder', dropped))
  expect((await at.registry.install(previewId)).folder).toBe(at.at('personal/adder-2'))
  expect(at.registry.get('Agent', 'other')).not.toBeNull()
})

test('what cannot be installed says so in plain words', async () => {
  const source = temporaryFolder({ 'link/agent.yml': agent('a'), 'file.yml': 'services: {}' })
  symlinkSync('/etc/passwd', source.at('link/passwd'))
  try {
    await using at = await testRegistry({
      'bundled/adder/tool.yml': tool('adder'),
      'bundled/adder/main.py': '',
      'personal/mine/agent.yml': agent('mine'),
    })
    const reason = async (input: Parameters<typeof at.registry.preview>[0]) => {
      const preview = await at.registry.preview(input)
      expect(preview.canInstall).toBe(false)
      await expect(at.registry.install(preview.previewId)).rejects.toThrow()
      return preview.reason
    }
    expect(await reason(upload('x', { 'README.md': 'Hi' }))).toContain('holds no manifest')
    expect(await reason(upload('x', { 'agent.yml': agent('a', 'foo: 1\n') }))).toContain('a problem that must be fixed')
    expect(await reason(upload('x', dropped))).toBe('tool/adder ships with Cortex. Choose another name.')
    expect(await reason(upload('x', { 'agent.yml': agent('mine') }))).toContain('already declared in')
    expect(await reason({ folder: source.at('link') })).toContain('symbolic link (passwd)')
    expect(await reason({ folder: source.at('file.yml') })).toContain('compose file')
    expect(await reason({ folder: at.at('personal/mine') })).toContain('already')
    expect(await reason(upload('x', { 'agent.yml': agent('a'), big: 'x'.repeat(51_000_000) }))).toContain('larger than 50 MB')
    await expect(at.registry.preview({ folder: source.at('gone') })).rejects.toThrow('There is no folder')
    expect(existsSync(at.at('personal/x'))).toBe(false)
  } finally {
    source.remove()
  }
})

test.each(['../evil.yml', '/etc/evil.yml', 'a/../../evil.yml', 'C:/evil.yml', '..\\evil.yml', '~/evil.yml', 'a\0b'])(
  'the path %s is refused',
  async (path) => {
    await using at = await testRegistry({})
    await expect(at.registry.preview(upload('x', { 'agent.yml': agent('a'), [path]: agent('b') }))).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
  },
)

test('a hostile folder name stays inside the personal folder', async () => {
  await using at = await testRegistry({})
  for (const [index, name] of ['../../up', '.hidden', '', 'node_modules', 'a/b\\c'].entries()) {
    const { previewId } = await at.registry.preview(upload(name, { 'agent.yml': agent(`a${index}`) }))
    const { folder } = await at.registry.install(previewId)
    expect(folder.slice(at.at('personal/').length)).toMatch(/^[a-z][^/\\]*$/)
    expect(at.registry.get('Agent', `a${index}`)).not.toBeNull()
  }
})

test('references of a preview resolve against what is installed, and imports as if it were in place', async () => {
  await using at = await testRegistry({ 'personal/store/relic.yml': 'kind: Relic\nname: store\nservice: { image: x }\n' })
  const preview = await at.registry.preview(
    upload('m', {
      'monument.yml': 'kind: Monument\nname: m\ncomponents:\n  relics: [{ name: store, import: "../store/relic.yml" }]\n  agents: [gone]\n',
    }),
  )
  expect(preview).toMatchObject({ canInstall: true, problems: [{ code: 'unknown-reference', file: 'monument.yml', line: 5, severity: 'warning' }] })
})

test('removing moves the folder to the trash; bundled manifests cannot be removed', async () => {
  await using at = await testRegistry({
    'personal/deep/t/tool.yml': tool('t'),
    'personal/deep/t/main.py': 'x',
    'personal/two/a.yml': agent('a'),
    'personal/two/b.yml': agent('b'),
    'bundled/c.yml': agent('c'),
  })
  const { keptAs } = await at.registry.remove('Tool', 't')
  expect(at.registry.get('Tool', 't')).toBeNull()
  expect(readFileSync(`${keptAs}/main.py`, 'utf8')).toBe('x')
  expect(existsSync(at.at('personal/deep'))).toBe(false)
  await at.registry.remove('Agent', 'a')
  expect(at.registry.list('Agent').map((one) => one.manifest.name)).toEqual(['c', 'b'])
  await expect(at.registry.remove('Agent', 'c')).rejects.toMatchObject({ code: 'INSTALL_CONFLICT' })
  await expect(at.registry.remove('Agent', 'nobody')).rejects.toMatchObject({ code: 'MANIFEST_NOT_FOUND' })
})

test('an installed folder whose manifest is broken can still be removed by the name it declares', async () => {
  await using at = await testRegistry({ 'personal/bad/agent.yml': agent('bad', 'foo: 1\n') })
  expect((await at.registry.remove('Agent', 'bad')).removed).toBe(true)
  expect(at.registry.problems()).toEqual([])
})

test.each(['CON', 'nul.yml', 'docs/Aux.txt', 'com1', 'main.py:hidden', 'what?.md', 'end.', 'end /x.md', 'a\u0007b'])(
  'an uploaded file called %j, which not every system can keep, is not installed',
  async (path) => {
    await using at = await testRegistry({})
    const preview = await at.registry.preview(upload('x', { 'agent.yml': agent('a'), [path]: '' }))
    expect(preview).toMatchObject({ canInstall: false, reason: expect.stringContaining('not a name that every system can keep') })
  },
)

test('files whose names differ only in letter case or spelling of accents are told apart before one replaces the other', async () => {
  await using at = await testRegistry({})
  const reason = async (files: Record<string, string>) => (await at.registry.preview(upload('x', { 'agent.yml': agent('a'), ...files }))).reason
  expect(await reason({ 'Readme.md': '', 'README.md': '' })).toContain('twice')
  expect(await reason({ 'caf\u00e9.txt': '', 'cafe\u0301.txt': '' })).toContain('twice')
  expect(await reason({ Data: '', 'data/x.txt': '' })).toContain('also used as a folder')
})

test('tens of thousands of uploaded files are refused without looking at each pair', async () => {
  await using at = await testRegistry({})
  const files = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f/${index}/x`, '']))
  expect((await at.registry.preview(upload('x', files))).reason).toContain('more than 2000 files')
})

test.each(['con', 'NUL', 'com1.tools', `${'a'.repeat(99)}.b`])('a folder called %s gets a name that every system can keep', async (name) => {
  await using at = await testRegistry({})
  const { previewId } = await at.registry.preview(upload(name, { 'agent.yml': agent('a') }))
  const folder = (await at.registry.install(previewId)).folder.slice(at.at('personal/').length)
  expect(folder).not.toMatch(/^(con|nul|com1)(\.|$)|[. ]$/i)
})

test('copies of previews that a crash left behind are swept, those of a running process are not', async () => {
  const folder = temporaryFolder({ 'personal/.keep': '' })
  const leave = (pid: number | string, daysOld = 0) => {
    const path = folder.at(`personal/.staging-${pid}`)
    mkdirSync(`${path}/pre_x`, { recursive: true })
    writeFileSync(`${path}/pre_x/agent.yml`, agent('a'))
    const at = new Date(Date.now() - daysOld * 86_400_000)
    utimesSync(path, at, at)
  }
  leave(process.pid)
  leave(2 ** 22 + 5)
  leave(process.ppid)
  leave(1, 3)
  leave('mine')
  try {
    await using at = await testRegistry({}, { roots: [{ root: 'personal', path: folder.at('personal') }] })
    await at.registry.preview(upload('x', { 'agent.yml': agent('a') }))
    const left = readdirSync(folder.at('personal')).filter((name) => name.startsWith('.staging-'))
    expect(left.sort()).toEqual([`.staging-${process.pid}`, `.staging-${process.ppid}`, '.staging-mine'].sort())
    expect(readdirSync(folder.at(`personal/.staging-${process.pid}`))).toHaveLength(1)
  } finally {
    folder.remove()
  }
})

test('a preview that nobody installs expires with its copy', async () => {
  let now = Date.now()
  await using at = await testRegistry({}, { clock: { now: () => now } })
  const old = await at.registry.preview(upload('x', { 'agent.yml': agent('a') }))
  now += 61 * 60_000
  const young = await at.registry.preview(upload('y', { 'agent.yml': agent('b') }))
  expect(readdirSync(at.at(`personal/.staging-${process.pid}`))).toEqual([young.previewId])
  await expect(at.registry.install(old.previewId)).rejects.toThrow('There is no preview')
  await at.registry.install(young.previewId)
})

test('a dangling link where a folder goes is no obstacle', async () => {
  await using at = await testRegistry({})
  symlinkSync('/nowhere', at.at('personal/adder'))
  const { previewId } = await at.registry.preview(upload('adder', { 'agent.yml': agent('a') }))
  expect((await at.registry.install(previewId)).folder).toBe(at.at('personal/adder-2'))
})
