import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createKeychainSecrets, type Keychain } from './secrets.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-secrets-'))
  file = join(folder, 'deep/secrets.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A keychain that turns bits around with its own key, and refuses what another one wrote. */
const keychain = (key: number, changes: Partial<Keychain> = {}): Keychain => ({
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => Buffer.from([key, ...Buffer.from(text).map((byte) => byte ^ key)]),
  async decryptStringAsync(bytes) {
    if (bytes[0] !== key) throw new Error('another key')
    return { result: Buffer.from(bytes.subarray(1).map((byte) => byte ^ key)).toString(), shouldReEncrypt: false }
  },
  getSelectedStorageBackend: () => 'gnome_libsecret',
  ...changes,
})
const create = (chain: Keychain, changes: Partial<Parameters<typeof createKeychainSecrets>[0]> = {}) =>
  createKeychainSecrets({ file, keychain: chain, platform: 'linux', notSupported: (detail) => new Error(detail), ...changes })

it('keeps a key over a restart, in a file that shows neither the key nor itself to others', async () => {
  await create(keychain(7)).set('OPENAI_API_KEY', 'sk-clear')
  expect(await create(keychain(7)).get('OPENAI_API_KEY')).toBe('sk-clear')
  expect(readFileSync(file, 'utf8')).not.toContain('sk-clear')
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
})

it('loses none of many keys that are set at once, and forgets one when told', async () => {
  const secrets = create(keychain(7))
  await Promise.all(Array.from({ length: 20 }, (_, index) => secrets.set(`KEY_${index}`, `value ${index}`)))
  await secrets.set('KEY_3', null)
  expect(await secrets.get('KEY_3')).toBeNull()
  expect(await secrets.get('KEY_19')).toBe('value 19')
})

it.each(['basic_text', 'unknown'])('stores nothing with the backend %s, and says what to do', async (backend) => {
  const secrets = create(keychain(7, { getSelectedStorageBackend: () => backend }))
  await expect(secrets.set('A', 'b')).rejects.toThrow(/GNOME Keyring or KWallet/)
  expect(() => readFileSync(file)).toThrow()
  await expect(create(keychain(7, { isAsyncEncryptionAvailable: async () => false })).set('A', 'b')).rejects.toThrow(/Unlock it/)
})

it('takes a key that another keychain wrote for none, says so, and replaces it', async () => {
  await create(keychain(7)).set('A', 'stored')
  const unreadable: string[] = []
  const secrets = create(keychain(9), { onUnreadable: (name) => unreadable.push(name) })
  expect(await secrets.get('A')).toBeNull()
  expect(unreadable).toEqual(['A'])
  await secrets.set('A', 'new')
  expect(await secrets.get('A')).toBe('new')
})

it('sets a damaged file aside and works on', async () => {
  await create(keychain(7)).set('A', 'b')
  writeFileSync(file, '{"A":')
  expect(await create(keychain(7)).get('A')).toBeNull()
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('{"A":')
  await create(keychain(7)).set('A', 'c')
  expect(await create(keychain(7)).get('A')).toBe('c')
})
