import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agent, type Files, temporaryFolder, testRegistry, tool } from '../registry.fixtures.ts'
import { validateFolder } from '../validate.ts'

const files: Files = {
  'bundled/t/tool.yml': `# yaml-language-server: $schema=../../../resources/schemas/tool.schema.json\n${tool('shipped')}`,
  'bundled/t/main.py': 'one\n',
  'bundled/t/lib/part.py': 'two\n',
  'bundled/t/other.yml': agent('beside'),
  'personal/a/agent.yml': agent('a', 'persona: ./persona.md\n'),
  'personal/a/persona.md': 'Hi\n',
  'personal/a/logo.png': Buffer.from([0, 1, 2]),
}

test('a file is read with its digest, its neighbours and its problems, and saved back in force at once', async () => {
  await using at = await testRegistry(files)
  const read = at.registry.readFile({ kind: 'Agent', name: 'a' })
  expect(read).toMatchObject({
    file: at.at('personal/a/agent.yml'),
    path: 'agent.yml',
    isWritable: true,
    reason: null,
    canCustomise: false,
    problems: [],
  })
  expect(read.files.map((one) => one.path).sort()).toEqual(['agent.yml', 'logo.png', 'persona.md'])
  const before = at.changes
  const written = await at.registry.writeFile({ kind: 'Agent', name: 'a', text: `${read.text}description: new\n`, digest: read.digest })
  expect(written.problems).toEqual([])
  expect(at.registry.get('Agent', 'a')?.manifest.description).toBe('new')
  expect(at.changes).toBe(before + 1)
  expect(at.registry.readFile({ kind: 'Agent', name: 'a' }).digest).toBe(written.digest)
  expect(readdirSync(at.at('personal/a')).sort()).toEqual(['agent.yml', 'logo.png', 'persona.md'])
})

test('another file of the manifest is a new version of it, and a new file can be added', async () => {
  await using at = await testRegistry(files)
  const version = at.registry.get('Agent', 'a')?.digest
  const { digest } = at.registry.readFile({ kind: 'Agent', name: 'a', path: 'persona.md' })
  await at.registry.writeFile({ kind: 'Agent', name: 'a', path: 'persona.md', text: 'Hello\n', digest })
  expect(at.registry.get('Agent', 'a')?.body).toBe('Hello')
  expect(at.registry.get('Agent', 'a')?.digest).not.toBe(version)
  await at.registry.writeFile({ kind: 'Agent', name: 'a', path: 'notes/more.txt', text: 'x', digest: null })
  expect(readFileSync(at.at('personal/a/notes/more.txt'), 'utf8')).toBe('x')
})

test('saving what is broken tells the problems; what was good stays in force, and the broken file can still be opened by its path', async () => {
  await using at = await testRegistry({ ...files, 'personal/bad/tool.yml': '[[[' })
  const { digest } = at.registry.readFile({ kind: 'Agent', name: 'a' })
  const { problems } = await at.registry.writeFile({ kind: 'Agent', name: 'a', text: 'kind: Agent\nname: a\nfoo: 1\n', digest })
  expect(problems).toMatchObject([{ code: 'unknown-key', line: 3, sourceLine: 'foo: 1' }])
  expect(at.registry.get('Agent', 'a')?.body).toBe('Hi')
  const file = at.at('personal/bad/tool.yml')
  const bad = at.registry.readFile({ file })
  expect(bad).toMatchObject({ text: '[[[', isWritable: true })
  expect(bad.problems[0]?.code).toBe('yaml-syntax')
  await at.registry.writeFile({ file, text: agent('mended'), digest: bad.digest })
  expect(at.registry.get('Agent', 'mended')).not.toBeNull()
})

test('a file that changed on disk since it was read is not overwritten, and nothing is left behind', async () => {
  await using at = await testRegistry(files)
  const { digest } = at.registry.readFile({ kind: 'Agent', name: 'a' })
  at.write({ 'personal/a/agent.yml': agent('a', 'description: theirs\n') })
  const save = (given: string | null, path?: string) => at.registry.writeFile({ kind: 'Agent', name: 'a', path, text: 'mine', digest: given })
  await expect(save(digest)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  await expect(save(null)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  await expect(save(digest, 'gone.txt')).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  expect(readFileSync(at.at('personal/a/agent.yml'), 'utf8')).toContain('theirs')
  expect(readdirSync(at.at('personal/a')).sort()).toEqual(['agent.yml', 'logo.png', 'persona.md'])
})

test('of two saves of one text the second is refused', async () => {
  await using at = await testRegistry(files)
  const { digest } = at.registry.readFile({ kind: 'Agent', name: 'a', path: 'persona.md' })
  const save = (text: string) => at.registry.writeFile({ kind: 'Agent', name: 'a', path: 'persona.md', text, digest })
  const outcomes = await Promise.allSettled([save('first'), save('second')])
  expect(outcomes.map((one) => one.status)).toEqual(['fulfilled', 'rejected'])
  expect(at.registry.get('Agent', 'a')?.body).toBe('first')
})

test('permissions of a script survive an edit', async () => {
  await using at = await testRegistry({ 'personal/t/tool.yml': tool('t'), 'personal/t/main.py': 'one' })
  chmodSync(at.at('personal/t/main.py'), 0o750)
  const { digest } = at.registry.readFile({ kind: 'Tool', name: 't', path: 'main.py' })
  await at.registry.writeFile({ kind: 'Tool', name: 't', path: './main.py', text: 'two', digest })
  expect(statSync(at.at('personal/t/main.py')).mode & 0o777).toBe(0o750)
})

test.each([
  ['../../bundled/t/main.py', 'PATH_OUTSIDE'],
  ['/etc/passwd', 'PATH_OUTSIDE'],
  ['..', 'PATH_OUTSIDE'],
  ['.', 'PATH_OUTSIDE'],
  ['a\\..\\..\\x', 'PATH_OUTSIDE'],
  ['~/x', 'PATH_OUTSIDE'],
  ['a\0b', 'PATH_OUTSIDE'],
  ['out/passwd', 'PATH_OUTSIDE'],
  ['link.txt', 'BAD_INPUT'],
  ['.git/config', 'BAD_INPUT'],
  ['node_modules/x/index.js', 'BAD_INPUT'],
  ['con.txt', 'BAD_INPUT'],
  ['main.py:stream', 'BAD_INPUT'],
])('the path %j is neither read nor written', async (path, code) => {
  await using at = await testRegistry(files)
  symlinkSync('/etc', at.at('personal/a/out'))
  symlinkSync(at.at('personal/a/persona.md'), at.at('personal/a/link.txt'))
  expect(() => at.registry.readFile({ kind: 'Agent', name: 'a', path })).toThrow(expect.objectContaining({ code }))
  await expect(at.registry.writeFile({ kind: 'Agent', name: 'a', path, text: 'x', digest: null })).rejects.toMatchObject({ code })
})

test('whatever path is given, nothing outside the folder is written', async () => {
  await using at = await testRegistry(files)
  const parts = fc.constantFrom('..', '.', 'a', 'b.txt', '/', '\\', '~', 'C:', '...', ' ', '%2e%2e')
  const path = fc.array(parts, { minLength: 1, maxLength: 6 }).map((some) => some.join('/'))
  const outside = () => [readdirSync(at.path).sort(), readdirSync(at.at('personal')).sort(), readdirSync(at.at('bundled/t')).sort()]
  const before = outside()
  await fc.assert(
    fc.asyncProperty(path, async (given) => {
      await at.registry.writeFile({ kind: 'Agent', name: 'a', path: given, text: 'x', digest: null }).catch(() => {})
      expect(outside()).toEqual(before)
    }),
    { numRuns: 150 },
  )
})

test('binary, large and missing files say why they are not opened; so does an address that is none', async () => {
  await using at = await testRegistry({ ...files, 'personal/a/big.txt': 'x'.repeat(1_000_001) })
  const read = (path: string) => () => at.registry.readFile({ kind: 'Agent', name: 'a', path })
  expect(read('logo.png')).toThrow('not UTF-8 text')
  expect(read('big.txt')).toThrow('larger than 1 MB')
  expect(read('gone.txt')).toThrow('There is no file')
  expect(() => at.registry.readFile({})).toThrow('Say which manifest')
  expect(() => at.registry.readFile({ file: '/etc/passwd' })).toThrow('There is no manifest file')
  expect(() => at.registry.readFile({ kind: 'Agent', name: 'nobody' })).toThrow('There is no agent')
  const { digest } = at.registry.readFile({ kind: 'Agent', name: 'a' })
  await expect(at.registry.writeFile({ kind: 'Agent', name: 'a', text: 'é'.repeat(600_000), digest })).rejects.toMatchObject({ code: 'TOO_LARGE' })
})

test('a manifest that ships is read only; customising makes a personal copy in its place, without its neighbours', async () => {
  await using at = await testRegistry(files)
  const shipped = at.registry.readFile({ kind: 'Tool', name: 'shipped' })
  expect(shipped).toMatchObject({ isWritable: false, canCustomise: true, reason: expect.stringContaining('Customise it') })
  await expect(at.registry.writeFile({ kind: 'Tool', name: 'shipped', text: 'x', digest: shipped.digest })).rejects.toMatchObject({
    code: 'INSTALL_CONFLICT',
  })
  const { folder, summary } = await at.registry.customise('Tool', 'shipped')
  expect(folder).toBe(at.at('personal/shipped'))
  expect(summary).toMatchObject({ root: 'personal', overrides: { file: at.at('bundled/t/tool.yml') }, problems: [] })
  expect(existsSync(`${folder}/lib/part.py`)).toBe(true)
  expect(existsSync(`${folder}/other.yml`)).toBe(false)
  const mine = at.registry.readFile({ kind: 'Tool', name: 'shipped' })
  const schema = /\$schema=(.+)/.exec(mine.text)?.[1] ?? ''
  expect(existsSync(resolve(dirname(summary.file), schema))).toBe(true)
  await at.registry.writeFile({ kind: 'Tool', name: 'shipped', text: `${mine.text}description: mine\n`, digest: mine.digest })
  expect(at.registry.get('Tool', 'shipped')?.manifest.description).toBe('mine')
  await expect(at.registry.customise('Tool', 'shipped')).rejects.toThrow('can be changed where it is')
  await at.registry.remove('Tool', 'shipped')
  expect(at.registry.get('Tool', 'shipped')?.root).toBe('bundled')
})

test('a folder given with --manifests is edited where it is', async () => {
  const folder = temporaryFolder({ 'x/agent.yml': agent('x') })
  try {
    await using at = await testRegistry({}, { roots: [{ root: 'extra', path: folder.path }] })
    const { digest, isWritable } = at.registry.readFile({ kind: 'Agent', name: 'x' })
    expect(isWritable).toBe(true)
    await at.registry.writeFile({ kind: 'Agent', name: 'x', text: agent('x', 'description: y\n'), digest })
    expect(readFileSync(folder.at('x/agent.yml'), 'utf8')).toContain('description: y')
  } finally {
    folder.remove()
  }
})

test('the problems of a text that is not saved are those it will have when it is', async () => {
  const texts = [
    agent('a', 'persona: ./persona.md\n'),
    agent('a', 'foo: 1\n'),
    agent('a', 'persona: ./persna.md\n'),
    agent('a', 'tools: [shipd, shipped]\n'),
    agent('a', 'agents: [a]\n'),
    agent('a', 'agents: [b]\n'),
    agent('b'),
    agent('beside'),
    agent('renamed', 'agents: [{ name: b, import: ../b/agent.yml }]\n'),
    agent('a', 'agents: [{ name: c, import: ../b/agent.yml }, { name: b, import: ../../x.yml }]\n'),
    agent('renamed', 'agents: [a]\n'),
    agent('a', 'persona: ./gone.md\ntools: [nowhere]\n'),
    'kind: Agent\nname: [\n',
    '',
    '\tname: x',
  ]
  for (const text of texts) {
    await using at = await testRegistry({ ...files, 'personal/b/agent.yml': agent('b', 'agents: [a]\n') })
    const checked = at.registry.check({ kind: 'Agent', name: 'a', text })
    const { digest } = at.registry.readFile({ kind: 'Agent', name: 'a' })
    const saved = await at.registry.writeFile({ kind: 'Agent', name: 'a', text, digest })
    expect([text, checked.problems]).toEqual([text, saved.problems])
    for (const problem of checked.problems) expect(problem.file).toBe(saved.file)
  }
})

test('checking changes nothing, and a text of no file is checked by its words alone', async () => {
  await using at = await testRegistry(files)
  const before = JSON.stringify(await at.registry.summaries())
  at.registry.check({ kind: 'Agent', name: 'a', text: 'kind: Agent\nname: shipped\nagents: [a]\n' })
  expect(at.registry.check({ kind: 'Agent', name: 'a', path: 'persona.md', text: 'Hello' })).toEqual({ kind: null, name: null, problems: [] })
  expect(at.registry.check({ text: 'kind: Tool\nname: t\n', fileName: 'tool.yml' })).toMatchObject({
    kind: 'Tool',
    name: 't',
    problems: [{ code: 'missing-key' }],
  })
  expect(at.registry.check({ text: tool('t'), fileName: '../../x/tool.yml' }).problems).toEqual([])
  expect(at.registry.check({ text: 'a: 1' })).toEqual({ kind: null, name: null, problems: [] })
  expect(JSON.stringify(await at.registry.summaries())).toBe(before)
  expect((await validateFolder(at.at('personal'))).ok).toBe(true)
})

test('opening hands the manifest file to the host, and says where it is when the host cannot', async () => {
  const opened: string[] = []
  await using at = await testRegistry(files, {
    openPath: async (path) => {
      opened.push(path)
    },
  })
  expect(await at.registry.open('Agent', 'a')).toEqual({ path: at.at('personal/a/agent.yml') })
  expect(opened).toEqual([at.at('personal/a/agent.yml')])
  await expect(at.registry.open('Agent', 'nobody')).rejects.toMatchObject({ code: 'MANIFEST_NOT_FOUND' })
  await using headless = await testRegistry(files)
  await expect(headless.registry.open('Agent', 'a')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining(headless.at('personal/a/agent.yml')),
  })
})

test('a broken file is opened by its path, and whatever path beside it is given, nothing outside its folder is read or written', async () => {
  await using at = await testRegistry({ ...files, 'personal/bad/tool.yml': '[[[', 'personal/bad/main.py': 'one\n' })
  const file = at.at('personal/bad/tool.yml')
  symlinkSync('/etc', at.at('personal/bad/out'))
  symlinkSync(at.at('personal/a'), at.at('personal/bad/near'))
  symlinkSync(at.at('bundled/t/main.py'), at.at('personal/bad/link.py'))
  const tree = () => ['.', 'personal', 'personal/a', 'bundled/t', 'bundled/t/lib'].map((one) => readdirSync(at.at(one)).sort())
  const texts = () => ['personal/a/persona.md', 'bundled/t/main.py'].map((one) => readFileSync(at.at(one), 'utf8'))
  const before = [tree(), texts()]
  for (const path of ['out/passwd', 'near/persona.md', 'link.py', '../a/persona.md', '/etc/passwd'])
    expect(() => at.registry.readFile({ file, path }), path).toThrow()
  const parts = fc.constantFrom('..', '.', 'out', 'near', 'link.py', 'persona.md', 'passwd', 'a', 'bundled', 't', '/', '\\', '~', '%2e%2e', '...')
  const path = fc.array(parts, { minLength: 1, maxLength: 6 }).map((some) => some.join('/'))
  await fc.assert(
    fc.asyncProperty(path, async (given) => {
      await at.registry.writeFile({ file, path: given, text: 'x', digest: null }).catch(() => {})
      expect([tree(), texts()]).toEqual(before)
    }),
    { numRuns: 150 },
  )
})

test('only a manifest file that was found is opened by its path, and what ships is never written', async () => {
  await using at = await testRegistry({ ...files, 'bundled/bad/tool.yml': '[[[', 'personal/bad/tool.yml': '[[[' })
  const file = at.at('personal/bad/tool.yml')
  const write = (given: string) => at.registry.writeFile({ file: given, text: 'x', digest: null })
  for (const given of [`${file}/../tool.yml`, at.at('personal/bad/../a/persona.md'), at.at('personal/a/persona.md'), 'tool.yml', '/etc/passwd', '']) {
    expect(() => at.registry.readFile({ file: given }), given).toThrow()
    await expect(write(given), given).rejects.toThrow()
  }
  const shipped = at.at('bundled/bad/tool.yml')
  const { digest, isWritable } = at.registry.readFile({ file: shipped })
  expect(isWritable).toBe(false)
  await expect(at.registry.writeFile({ file: shipped, text: 'x', digest })).rejects.toMatchObject({ code: 'INSTALL_CONFLICT' })
  expect(readFileSync(shipped, 'utf8')).toBe('[[[')
})

test('a broken file in whose place a link was put since is neither read nor written through', async () => {
  await using at = await testRegistry({ ...files, 'personal/bad/tool.yml': '[[[' })
  const file = at.at('personal/bad/tool.yml')
  const { digest } = at.registry.readFile({ file })
  rmSync(file)
  symlinkSync(at.at('bundled/t/main.py'), file)
  expect(() => at.registry.readFile({ file })).toThrow()
  await expect(at.registry.writeFile({ file, text: 'x', digest })).rejects.toThrow()
  expect(readFileSync(at.at('bundled/t/main.py'), 'utf8')).toBe('one\n')
})

test('nor is one whose folder has become a link to another', async () => {
  await using at = await testRegistry({ ...files, 'personal/bad/tool.yml': '[[[' })
  const file = at.at('personal/bad/tool.yml')
  rmSync(at.at('personal/bad'), { recursive: true })
  symlinkSync(at.at('bundled/t'), at.at('personal/bad'))
  const { digest, text } = at.registry.readFile({ kind: 'Tool', name: 'shipped' })
  expect(() => at.registry.readFile({ file })).toThrow()
  await expect(at.registry.writeFile({ file, text: 'x', digest })).rejects.toThrow()
  expect(readFileSync(at.at('bundled/t/tool.yml'), 'utf8')).toBe(text)
})
