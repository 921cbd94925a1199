import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agent, temporaryFolder, testRegistry, tool } from '../registry.fixtures.ts'
import { filesOfZip } from './unzip.ts'
import { leadsOut } from './upload.ts'
import { type ZipEntry, zipOf } from './zip.fixtures.ts'

const good: ZipEntry[] = [
  { name: 'adder-main/', mode: 0o040_755 },
  { name: 'adder-main/tool.yml', content: tool('adder') },
  { name: 'adder-main/main.py', content: 'print(1)' },
  { name: 'adder-main/.DS_Store', content: 'x' },
  { name: '__MACOSX/adder-main/._tool.yml', content: 'x' },
]
const dropped = (zip: Buffer, name = 'adder.zip') => ({ name, files: [{ path: name, contentBase64: zip.toString('base64') }] })

test('a dropped zip is unpacked, previewed without the folder around it, and installed', async () => {
  await using at = await testRegistry({})
  const preview = await at.registry.preview(dropped(zipOf(good)))
  expect(preview).toMatchObject({ name: 'adder-main', fileCount: 2, canInstall: true, source: { type: 'zip', from: 'adder.zip', commit: null } })
  const { folder } = await at.registry.install(preview.previewId)
  expect(readdirSync(folder).sort()).toEqual(['main.py', 'tool.yml'])
  expect(at.registry.get('Tool', 'adder')?.folder).toBe(folder)
})

test('a zip on this computer is read by its path; without a folder around it goes by its own name', async () => {
  const source = temporaryFolder()
  writeFileSync(source.at('adder.cortex.zip'), zipOf([{ name: 'tool.yml', content: tool('adder') }, { name: 'main.py' }]))
  try {
    await using at = await testRegistry({})
    expect(await at.registry.preview({ folder: source.at('adder.cortex.zip') })).toMatchObject({
      name: 'adder',
      canInstall: true,
      source: { type: 'zip' },
    })
  } finally {
    source.remove()
  }
})

const manifest: ZipEntry = { name: 'agent.yml', content: agent('a') }
const hostile: [what: string, zip: Buffer, why: string][] = [
  ['climbs out', zipOf([manifest, { name: '../evil.sh', content: 'x' }]), 'a path that leads out of it'],
  ['climbs out further in', zipOf([manifest, { name: 'a/../../evil.sh', content: 'x' }]), 'a path that leads out of it'],
  ['climbs out with backslashes', zipOf([manifest, { name: '..\\evil.sh', content: 'x' }]), 'a path that leads out of it'],
  ['is absolute', zipOf([manifest, { name: '/etc/evil.sh', content: 'x' }]), 'a path that leads out of it'],
  ['names a drive', zipOf([manifest, { name: 'C:/evil.sh', content: 'x' }]), 'a path that leads out of it'],
  ['holds a link', zipOf([manifest, { name: 'passwd', content: '/etc/passwd', mode: 0o120_777 }]), 'symbolic link (passwd)'],
  ['holds a device', zipOf([manifest, { name: 'tty', mode: 0o020_666 }]), 'no ordinary file'],
  ['is a bomb', zipOf([manifest, { name: 'zeros', content: Buffer.alloc(20_000_000) }]), 'as only a zip bomb does'],
  ['says it is small and is not', zipOf([manifest, { name: 'zeros', content: Buffer.alloc(20_000_000), sizeBytes: 10 }]), 'damaged'],
  ['says it is huge', zipOf([manifest, { name: 'x', content: 'x', sizeBytes: 4_000_000_000 }]), 'bomb'],
  [
    'is too large in all',
    zipOf(Array.from({ length: 6 }, (_, index) => ({ name: `${index}`, content: Buffer.alloc(9_000_000, index), method: 0 }))),
    'larger than 50 MB',
  ],
  ['holds too many files', zipOf(Array.from({ length: 2_001 }, (_, index) => ({ name: `f/${index}` }))), 'more than 2000 files'],
  ['holds too many folders', zipOf(Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}/` }))), 'more than 2000 files'],
  ['has a password', zipOf([{ ...manifest, flags: 0x801 }]), 'protected by a password'],
  ['is packed in another way', zipOf([{ ...manifest, method: 14 }]), 'packed by a method that cannot be read here'],
  ['is cut off', zipOf(good).subarray(0, 100), 'only the beginning of one'],
  ['is something else', Buffer.from('PK\x03\x04 not really'), 'This is no zip'],
  ['is empty', Buffer.alloc(0), 'This is no zip'],
  ['has other bytes than it says', zipOf([{ ...manifest, crc: 1 }]), 'is damaged'],
  ['holds one name twice', zipOf([manifest, { name: 'Agent.yml', content: agent('b') }]), 'twice'],
  ['holds a name that Windows keeps', zipOf([manifest, { name: 'a/con.txt' }]), 'not a name that every system can keep'],
  ['holds no manifest', zipOf([{ name: 'readme.txt', content: 'Hi' }]), 'holds no manifest'],
]

test.each(hostile)('a zip that %s is refused with the reason, and nothing of it is written', async (_, zip, why) => {
  await using at = await testRegistry({})
  const preview = await at.registry.preview(dropped(zip))
  expect(preview).toMatchObject({ canInstall: false, reason: expect.stringContaining(why) })
  await expect(at.registry.install(preview.previewId)).rejects.toThrow()
  expect(readdirSync(at.at('personal')).filter((name) => !name.startsWith('.'))).toEqual([])
  expect(existsSync(at.at('evil.sh'))).toBe(false)
})

test('however a good zip is mangled, it is either read or refused, and no path leads out', async () => {
  const zip = zipOf(good)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(zip.byteLength - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (changes) => {
      const mangled = Buffer.from(zip)
      for (const [at, byte] of changes) mangled[at] = byte
      const found = await filesOfZip(mangled)
      if ('reason' in found) expect(found.reason).not.toBe('')
      else for (const { path } of found.files) expect(leadsOut(path)).toBe(false)
    }),
    { numRuns: 400 },
  )
})
