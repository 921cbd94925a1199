import { applyPatch } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agent, testRegistry, tool } from '../registry.fixtures.ts'
import { unifiedDiff } from './changes.ts'

const upload = (name: string, files: Record<string, string | Buffer>) => ({
  name,
  files: Object.entries(files).map(([path, content]) => ({ path, contentBase64: Buffer.from(content).toString('base64') })),
})
const first = {
  'tool.yml': tool('adder', 'version: 1\n'),
  'main.py': 'one\ntwo\nthree\n',
  'logo.png': Buffer.from([0, 1, 2]),
  'old.txt': 'gone\n',
  same: 'x',
}

test('an update shows what it replaces, with a diff for each text file and sizes for others', async () => {
  await using at = await testRegistry({})
  const fresh = await at.registry.preview(upload('adder', first))
  expect(fresh.manifests).toMatchObject([{ change: 'new', replaces: null, version: '1', builds: null }])
  expect(fresh.changes.map(({ path, change }) => `${change} ${path}`)).toEqual([
    'added logo.png',
    'added main.py',
    'added old.txt',
    'added same',
    'added tool.yml',
  ])
  await at.registry.install(fresh.previewId)
  const old = at.registry.get('Tool', 'adder')
  const build = 'version: 2\nbuild: { engine: pip, dependencies: ["httpx==0.28.1"], requirements: ./requirements.txt, packages: [curl] }\n'
  const { 'old.txt': _, ...rest } = first
  const update = await at.registry.preview(
    upload('adder', {
      ...rest,
      'tool.yml': tool('adder', build),
      'main.py': 'one\n2\nthree\n',
      'logo.png': Buffer.from([0, 1, 2, 3]),
      'requirements.txt': '# needs\nrich==14.0.0  # colours\n-r other.txt\n',
    }),
  )
  expect(update.destination).toBe(at.at('personal/adder'))
  expect(update.manifests).toMatchObject([
    {
      change: 'changed',
      version: '2',
      replaces: { root: 'personal', file: old?.file, version: '1', digest: old?.digest },
      builds: { engine: 'pip', packages: ['httpx==0.28.1', 'rich==14.0.0'], systemPackages: ['curl'], files: ['./requirements.txt'] },
    },
  ])
  expect(update.manifests[0]?.digest).not.toBe(old?.digest)
  expect(update.changes).toMatchObject([
    { path: 'logo.png', change: 'changed', isText: false, sizeBytes: 4, oldSizeBytes: 3, diff: null },
    { path: 'main.py', change: 'changed', isText: true, diff: '--- a/main.py\n+++ b/main.py\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n' },
    { path: 'old.txt', change: 'removed', sizeBytes: null, oldSizeBytes: 5, diff: expect.stringContaining('+++ /dev/null') },
    { path: 'requirements.txt', change: 'added', sizeBytes: 45, oldSizeBytes: null, diff: expect.stringContaining('--- /dev/null') },
    { path: 'tool.yml', change: 'changed' },
  ])
})

test('what would take the place of a shipped manifest is compared with it and needs to be asked for', async () => {
  await using at = await testRegistry({ 'bundled/adder/tool.yml': tool('adder'), 'bundled/adder/main.py': 'one\n' })
  const preview = await at.registry.preview(upload('mine', { 'tool.yml': tool('adder'), 'main.py': 'two\n' }))
  expect(preview).toMatchObject({
    canInstall: false,
    canReplaceBundled: true,
    reason: 'tool/adder ships with Cortex. Choose another name.',
    manifests: [{ replaces: { root: 'bundled' } }],
    changes: [{ path: 'main.py', change: 'changed', diff: expect.stringContaining('-one\n+two\n') }],
  })
  await expect(at.registry.install(preview.previewId)).rejects.toMatchObject({ code: 'INSTALL_CONFLICT' })
  await at.registry.install(preview.previewId, { replaceBundled: true })
  expect(at.registry.get('Tool', 'adder')?.root).toBe('personal')
  expect((await at.registry.summaries()).manifests).toMatchObject([{ name: 'adder', overrides: { file: at.at('bundled/adder/tool.yml') } }])
  // From now on it is the person's own, and updates like one.
  const update = await at.registry.preview(upload('mine', { 'tool.yml': tool('adder'), 'main.py': 'three\n' }))
  expect(update).toMatchObject({ canInstall: true, canReplaceBundled: false, changes: [{ diff: expect.stringContaining('-two\n+three\n') }] })
})

test('a shipped manifest that lies among others is compared by its own files', async () => {
  await using at = await testRegistry({ 'bundled/a.yml': agent('a'), 'bundled/b.yml': agent('b'), 'bundled/more/c.yml': agent('c') })
  const { changes } = await at.registry.preview(upload('mine', { 'a.yml': agent('a', 'description: x\n') }))
  expect(changes.map(({ path, change }) => `${change} ${path}`)).toEqual(['changed a.yml'])
})

test('replacing what ships is no way round problems', async () => {
  await using at = await testRegistry({ 'bundled/a/agent.yml': agent('a') })
  const preview = await at.registry.preview(upload('mine', { 'agent.yml': agent('a', 'foo: 1\n') }))
  expect(preview).toMatchObject({ canInstall: false, canReplaceBundled: false, reason: expect.stringContaining('problem') })
  await expect(at.registry.install(preview.previewId, { replaceBundled: true })).rejects.toMatchObject({ code: 'INSTALL_CONFLICT' })
})

test('texts that are very large or have nothing in common are not compared for long', async () => {
  const lines = (seed: string) => Array.from({ length: 12_000 }, (_, index) => `${seed}${index * 7_919}`).join('\n')
  expect(unifiedDiff('a', lines('a'), lines('b'))).toBeNull()
  expect(unifiedDiff('a', '', lines('b'))?.split('\n')).toHaveLength(12_005)
  await using at = await testRegistry({})
  const { changes } = await at.registry.preview(upload('big', { 'agent.yml': agent('a'), 'data.csv': 'x'.repeat(400_000) }))
  expect(changes.find((one) => one.path === 'data.csv')).toMatchObject({ isText: true, sizeBytes: 400_000, diff: null })
})

test('a diff applied to the old text gives the new one', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '', ' '), { maxLength: 30 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      if (before === after) return
      expect(applyPatch(before, unifiedDiff('f', before, after) ?? '')).toBe(after)
    }),
  )
})

test('manifests in one long circle are refused with one short problem each', async () => {
  await using at = await testRegistry({})
  const size = 300
  const ring = (index: number) => agent(`a${index}`, `agents: [a${(index + 1) % size}]\n`)
  const files = Object.fromEntries(Array.from({ length: size }, (_, index) => [`${index}/agent.yml`, ring(index)]))
  const { canInstall, problems } = await at.registry.preview(upload('ring', files))
  expect(canInstall).toBe(false)
  expect(problems.filter((one) => one.code === 'cycle')).toHaveLength(size)
  for (const problem of problems) expect(problem.message.length).toBeLessThan(400)
})

test('thousands of manifests in one folder are refused before each is pinned by all the others', async () => {
  await using at = await testRegistry({})
  const files = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`a${index}.yml`, agent(`a${index}`)]))
  const preview = await at.registry.preview(upload('heap', files))
  expect(preview).toMatchObject({ canInstall: false, reason: expect.stringContaining('Give each a folder of its own'), fileCount: 1_000 })
  await expect(at.registry.install(preview.previewId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
