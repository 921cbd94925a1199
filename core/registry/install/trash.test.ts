import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { agent, testRegistry, tool } from '../registry.fixtures.ts'

const upload = (name: string, files: Record<string, string>) => ({
  name,
  files: Object.entries(files).map(([path, text]) => ({ path, contentBase64: Buffer.from(text).toString('base64') })),
})
const day = 86_400_000

test('what was removed is listed and comes back as it was', async () => {
  await using at = await testRegistry({ 'personal/deep/t/tool.yml': tool('t'), 'personal/deep/t/main.py': 'x', 'personal/deep/t/.env': 'hidden' })
  const digest = at.registry.get('Tool', 't')?.digest
  const { undo } = await at.registry.remove('Tool', 't')
  expect(at.registry.trash()).toMatchObject([
    { id: undo, why: 'removed', name: 't', path: at.at('personal/deep/t'), manifests: [{ kind: 'Tool', name: 't' }], conflict: null },
  ])
  const restored = await at.registry.restore(String(undo))
  expect(restored).toEqual({ restored: [{ kind: 'Tool', name: 't' }], path: at.at('personal/deep/t'), undo: null })
  expect(at.registry.get('Tool', 't')?.digest).toBe(digest)
  expect(readFileSync(at.at('personal/deep/t/.env'), 'utf8')).toBe('hidden')
  expect(at.registry.trash()).toEqual([])
  expect(readdirSync(at.at('trash'))).toEqual([])
  await expect(at.registry.restore(String(undo))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('one file out of several in a folder comes back, too', async () => {
  await using at = await testRegistry({ 'personal/two/a.yml': agent('a'), 'personal/two/b.yml': agent('b'), 'personal/c.yml': agent('c') })
  for (const name of ['a', 'c']) {
    const { undo } = await at.registry.remove('Agent', name)
    expect(at.registry.get('Agent', name)).toBeNull()
    await at.registry.restore(String(undo))
    expect(at.registry.get('Agent', name)).not.toBeNull()
  }
  expect(at.registry.get('Agent', 'b')).not.toBeNull()
})

test('an update can be undone, and the undo as well', async () => {
  await using at = await testRegistry({})
  const install = async (text: string) => {
    const { previewId } = await at.registry.preview(upload('t', { 'tool.yml': tool('t'), 'main.py': text }))
    return at.registry.install(previewId)
  }
  expect((await install('one')).undo).toBeNull()
  const script = () => readFileSync(at.at('personal/t/main.py'), 'utf8')
  const { undo } = await install('two')
  const back = await at.registry.restore(String(undo))
  expect(script()).toBe('one')
  await at.registry.restore(String(back.undo))
  expect(script()).toBe('two')
  expect(at.registry.trash()).toMatchObject([{ why: 'replaced' }])
})

test('a name that came back meanwhile is a conflict that says where, and nothing is moved', async () => {
  await using at = await testRegistry({ 'personal/a/agent.yml': agent('a', 'description: old\n') })
  const { undo } = await at.registry.remove('Agent', 'a')
  at.write({ 'personal/elsewhere/agent.yml': agent('a', 'description: new\n') })
  await at.registry.sync()
  expect(at.registry.trash()[0]?.conflict).toContain(at.at('personal/elsewhere/agent.yml'))
  await expect(at.registry.restore(String(undo))).rejects.toMatchObject({ code: 'INSTALL_CONFLICT' })
  await at.registry.remove('Agent', 'a')
  mkdirSync(at.at('personal/a'))
  await expect(at.registry.restore(String(undo))).rejects.toThrow(`${at.at('personal/a')} is there again`)
  expect(at.registry.get('Agent', 'a')).toBeNull()
})

test('a place that holds something else by now is a conflict; one that is only broken is not', async () => {
  await using at = await testRegistry({ 'personal/p/agent.yml': agent('a') })
  const { previewId } = await at.registry.preview(upload('p', { 'agent.yml': agent('a', 'description: two\n') }))
  const { undo } = await at.registry.install(previewId)
  at.write({ 'personal/p/agent.yml': agent('stranger') })
  await at.registry.sync()
  await expect(at.registry.restore(String(undo))).rejects.toThrow('holds something else by now')
  at.write({ 'personal/p/agent.yml': '[[[' })
  await at.registry.sync()
  await at.registry.restore(String(undo))
  expect(at.registry.get('Agent', 'a')?.manifest.description).toBeUndefined()
})

test('a broken manifest under a name that ships can be removed', async () => {
  await using at = await testRegistry({ 'bundled/a.yml': agent('a'), 'personal/a/agent.yml': agent('a', 'foo: 1\n') })
  expect(at.codes()).toEqual(['unknown-key'])
  await at.registry.remove('Agent', 'a')
  expect(at.codes()).toEqual([])
  expect(at.registry.get('Agent', 'a')?.root).toBe('bundled')
  await expect(at.registry.remove('Agent', 'a')).rejects.toThrow('cannot be removed')
})

test('a removed replacement of a shipped manifest takes its place again', async () => {
  await using at = await testRegistry({
    'bundled/a.yml': agent('a', 'description: shipped\n'),
    'personal/a/agent.yml': agent('a', 'description: mine\n'),
  })
  const { undo } = await at.registry.remove('Agent', 'a')
  expect(at.registry.get('Agent', 'a')?.manifest.description).toBe('shipped')
  await at.registry.restore(String(undo))
  expect(at.registry.get('Agent', 'a')?.manifest.description).toBe('mine')
})

test('after 30 days it is swept; what is no record of ours is left alone', async () => {
  let now = Date.now()
  await using at = await testRegistry({ 'personal/a/agent.yml': agent('a'), 'trash/somebody/else.txt': 'x' }, { clock: { now: () => now } })
  const { undo, keptAs } = await at.registry.remove('Agent', 'a')
  now += 29 * day
  expect(at.registry.trash()).toHaveLength(1)
  now += 2 * day
  expect(at.registry.trash()).toEqual([])
  expect(existsSync(String(keptAs))).toBe(true)
  const { createTrash } = await import('./trash.ts')
  const trash = createTrash({ folder: at.at('trash'), personalRoot: at.at('personal'), clock: { now: () => now } })
  await trash.sweep()
  expect(readdirSync(at.at('trash'))).toEqual(['somebody'])
  await expect(at.registry.restore(String(undo))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test.each(['../../outside', '..', '', '.', 'a/b', '/etc', 'nobody'])('the id %j restores nothing', async (id) => {
  await using at = await testRegistry({ 'outside/.record.json': '{}' })
  await expect(at.registry.restore(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a record that was tampered with to lead out of the personal folder is not shown', async () => {
  await using at = await testRegistry({ 'personal/a/agent.yml': agent('a') })
  const { undo } = await at.registry.remove('Agent', 'a')
  const record = at.at(`trash/${undo}/.record.json`)
  for (const path of ['../../evil/a', '/etc/a', '', 7]) {
    writeFileSync(record, JSON.stringify({ ...JSON.parse(readFileSync(record, 'utf8')), path }))
    expect(at.registry.trash()).toEqual([])
    await expect(at.registry.restore(String(undo))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
})
