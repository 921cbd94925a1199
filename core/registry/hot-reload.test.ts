import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { agent, temporaryFolder, testRegistry, tool } from './registry.fixtures.ts'

const described = (text: string) => agent('a', `description: ${text}\n`)

test('a save is in force after one change event', async () => {
  await using at = await testRegistry({ 'personal/a/agent.yml': described('one') })
  at.write({ 'personal/a/agent.yml': described('two') })
  await at.until(() => at.registry.get('Agent', 'a')?.manifest.description === 'two')
  expect(at.changes).toBe(1)
})

test('an atomic save (a temporary file renamed over the old one) never makes the manifest vanish', async () => {
  await using at = await testRegistry({ 'personal/a/agent.yml': described('v0') })
  const seen = new Set<string>()
  for (let round = 1; round <= 5; round++) {
    at.write({ 'personal/a/agent.yml.tmp': described(`v${round}`) })
    if (round % 2 === 0) unlinkSync(at.at('personal/a/agent.yml'))
    renameSync(at.at('personal/a/agent.yml.tmp'), at.at('personal/a/agent.yml'))
    await at.until(() => {
      seen.add(String(at.registry.get('Agent', 'a')?.manifest.description))
      return at.registry.get('Agent', 'a')?.manifest.description === `v${round}`
    })
  }
  expect(seen).not.toContain('undefined')
  expect(at.registry.problems()).toEqual([])
})

test('a half-written file does not flicker: no change event until it is whole', async () => {
  await using at = await testRegistry({ 'personal/a/agent.yml': described('old') })
  const file = at.at('personal/a/agent.yml')
  const whole = agent('a', 'budget: { steps: 5, time: "10m" }\ndescription: new\n')
  writeFileSync(file, '')
  for (const part of whole.match(/.{1,12}/gs) ?? []) {
    appendFileSync(file, part)
    await setTimeout(20)
    expect(at.codes()).toEqual([])
    expect(at.registry.get('Agent', 'a')).not.toBeNull()
  }
  await at.until(() => at.registry.get('Agent', 'a')?.manifest.description === 'new')
  expect(at.registry.problems()).toEqual([])
})

test('while a file is broken the last good version stays in force, marked stale; deleting the file ends it', async () => {
  await using at = await testRegistry({ 'personal/a/agent.yml': described('good') })
  at.write({ 'personal/a/agent.yml': 'kind: Agent\nname: a\nfoo: 1\n' })
  await at.until(() => at.registry.problems().length > 0)
  expect(at.registry.problems()).toMatchObject([{ code: 'unknown-key', line: 3 }])
  expect(at.registry.get('Agent', 'a')?.manifest.description).toBe('good')
  expect((await at.registry.summaries()).manifests[0]).toMatchObject({ isStale: true, problems: [{ code: 'unknown-key' }] })
  await at.registry.sync()
  expect(at.registry.get('Agent', 'a')?.manifest.description).toBe('good')
  unlinkSync(at.at('personal/a/agent.yml'))
  await at.until(() => at.registry.get('Agent', 'a') === null)
  expect(at.registry.problems()).toEqual([])
})

test('a deleted script is a problem, the manifest stays in force, and both are mended when it comes back', async () => {
  await using at = await testRegistry({ 'personal/t/tool.yml': tool('t'), 'personal/t/main.py': 'one' })
  const before = at.registry.get('Tool', 't')?.digest
  unlinkSync(at.at('personal/t/main.py'))
  await at.until(() => at.codes().includes('missing-script'))
  expect((await at.registry.summaries()).manifests).toMatchObject([{ name: 't', isStale: true }])
  expect(at.registry.get('Tool', 't')?.digest).not.toBe(before)
  at.write({ 'personal/t/main.py': 'one' })
  await at.until(() => at.codes().length === 0)
  expect((await at.registry.summaries()).manifests).toMatchObject([{ name: 't', isStale: false, digest: before }])
})

test('a changed script or persona is a new version of the manifest', async () => {
  await using at = await testRegistry({
    'personal/t/tool.yml': tool('t'),
    'personal/t/main.py': 'one',
    'personal/a/agent.yml': agent('a', 'persona: ./p.md\n'),
    'personal/a/p.md': 'one',
  })
  const before = at.registry.get('Tool', 't')?.digest
  at.write({ 'personal/t/main.py': 'two', 'personal/a/p.md': 'two' })
  await at.until(() => at.registry.get('Tool', 't')?.digest !== before && at.registry.get('Agent', 'a')?.body === 'two')
})

test('a stale tool whose script changed has another digest: trust in the old one does not reach it', async () => {
  await using at = await testRegistry({ 'personal/t/tool.yml': tool('t'), 'personal/t/main.py': 'one' })
  const before = at.registry.get('Tool', 't')?.digest
  at.write({ 'personal/t/tool.yml': tool('t', 'foo: 1\n') })
  await at.until(() => at.codes().includes('unknown-key'))
  expect(at.registry.get('Tool', 't')?.digest).toBe(before)
  at.write({ 'personal/t/main.py': 'two' })
  await at.until(() => at.registry.get('Tool', 't')?.digest !== before)
})

test('200 new folders arrive as one batch, and so does their removal', async () => {
  await using at = await testRegistry({})
  at.write(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`personal/pack/n${index}/agent.yml`, agent(`n${index}`)])))
  await at.until(() => at.registry.list('Agent').length === 200)
  expect(at.changes).toBe(1)
  rmSync(at.at('personal/pack'), { recursive: true })
  await at.until(() => at.registry.list('Agent').length === 0)
})

test('200 files saved at once are one change event', async () => {
  const files = (text: string) =>
    Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`personal/n${index}/agent.yml`, agent(`n${index}`, `description: ${text}\n`)]))
  await using at = await testRegistry(files('old'))
  at.write(files('new'))
  await at.until(() => at.registry.list('Agent').every((one) => one.manifest.description === 'new'))
  expect(at.changes).toBe(1)
})

test('renamed folders and renamed manifests go under their new name only', async () => {
  await using at = await testRegistry({ 'personal/old/agent.yml': agent('a') })
  renameSync(at.at('personal/old'), at.at('personal/new'))
  await at.until(() => at.registry.get('Agent', 'a')?.file === at.at('personal/new/agent.yml'))
  await at.until(() => at.codes().length === 0)
  at.write({ 'personal/new/agent.yml': agent('b') })
  await at.until(() => at.registry.get('Agent', 'b') !== null)
  expect(at.registry.get('Agent', 'a')).toBeNull()
})

test('a name that two files claim stays with the one in force, and passes on when that goes', async () => {
  await using at = await testRegistry({ 'personal/z.yml': described('first') })
  at.write({ 'personal/a.yml': described('second') })
  await at.until(() => at.codes().includes('duplicate-name'))
  expect(at.registry.get('Agent', 'a')?.manifest.description).toBe('first')
  unlinkSync(at.at('personal/z.yml'))
  await at.until(() => at.registry.get('Agent', 'a')?.manifest.description === 'second')
  await at.until(() => at.codes().length === 0)
})

test('an edit that closes a circle is refused; what was in force stays', async () => {
  await using at = await testRegistry({ 'personal/a.yml': agent('a', 'agents: [b]\n'), 'personal/b.yml': agent('b') })
  at.write({ 'personal/b.yml': agent('b', 'agents: [a]\n') })
  await at.until(() => at.codes().includes('cycle'))
  expect(at.registry.problems()).toMatchObject([{ file: at.at('personal/b.yml'), code: 'cycle' }])
  expect(at.registry.get('Agent', 'a')).not.toBeNull()
  expect(at.registry.get('Agent', 'b')?.manifest.agents).toBeUndefined()
  at.write({ 'personal/a.yml': agent('a') })
  await at.until(() => at.codes().length === 0)
  expect(at.registry.get('Agent', 'b')?.manifest.agents).toEqual(['a'])
})

test('a removed root takes its manifests along and is read again when it comes back', async () => {
  await using at = await testRegistry({ 'personal/a.yml': agent('a'), 'bundled/b.yml': agent('b') })
  renameSync(at.at('personal'), at.at('away'))
  await at.until(() => at.registry.get('Agent', 'a') === null)
  expect(at.registry.get('Agent', 'b')).not.toBeNull()
  renameSync(at.at('away'), at.at('personal'))
  await at.until(() => at.registry.get('Agent', 'a') !== null)
  at.write({ 'personal/a.yml': described('again') })
  await at.until(() => at.registry.get('Agent', 'a')?.manifest.description === 'again')
})

test('a root that does not exist yet is a warning until it does', async () => {
  const folder = temporaryFolder()
  try {
    await using at = await testRegistry({}, { roots: [{ root: 'extra', path: folder.at('later') }] })
    expect(at.registry.problems()).toMatchObject([{ code: 'missing-root', severity: 'warning' }])
    mkdirSync(folder.at('later'))
    folder.write({ 'later/a.yml': agent('a') })
    await at.until(() => at.registry.get('Agent', 'a') !== null && at.codes().length === 0)
  } finally {
    folder.remove()
  }
})

test('a linked folder is not followed outside, neither at once nor later', async () => {
  const outside = temporaryFolder({ 'agent.yml': agent('outside') })
  try {
    await using at = await testRegistry({})
    symlinkSync(outside.path, at.at('personal/link'))
    await at.until(() => at.codes().includes('symlink-outside'))
    outside.write({ 'agent.yml': agent('outside2') })
    at.write({ 'personal/a.yml': agent('a') })
    await at.until(() => at.registry.get('Agent', 'a') !== null)
    expect(at.registry.list('Agent')).toHaveLength(1)
    unlinkSync(at.at('personal/link'))
    await at.until(() => at.codes().length === 0)
  } finally {
    outside.remove()
  }
})

test('what a tool writes into its own data folder is no change', async () => {
  await using at = await testRegistry({
    'personal/t/tool.yml': tool('t', 'permissions: { filesystem: [{ path: ./data, mode: rw }] }\n'),
    'personal/t/main.py': '',
    'personal/t/data/x': '',
  })
  const before = at.registry.get('Tool', 't')
  expect(before?.digest).toHaveLength(64)
  at.write({ 'personal/t/data/x': 'written', 'personal/a.yml': agent('a') })
  await at.until(() => at.registry.get('Agent', 'a') !== null)
  expect(at.registry.get('Tool', 't')).toBe(before)
})
