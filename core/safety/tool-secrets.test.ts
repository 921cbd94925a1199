import { expect, test } from 'vitest'
import { createToolSecrets } from './tool-secrets.ts'

const keychainOf = (kept: Map<string, string>) => ({
  get: async (name: string) => kept.get(name) ?? null,
  set: async (name: string, value: string | null) => void (value === null ? kept.delete(name) : kept.set(name, value)),
})
const needed = () => [
  { name: 'TOKEN', tool: 'a' },
  { name: 'OTHER', tool: 'a' },
  { name: 'TOKEN', tool: 'b' },
]

test("a tool gets what was kept for tools, never a model provider's key nor a variable without the prefix", async () => {
  const kept = new Map([['model-key.openai', 'sk-secret']])
  const secrets = createToolSecrets({ keychain: keychainOf(kept), env: { OPENAI_API_KEY: 'sk-env', CORTEX_SECRET_OTHER: 'from env' }, needed })
  await secrets.set('TOKEN', 'abc')
  expect(await secrets.get('TOKEN')).toBe('abc')
  expect(await secrets.get('OTHER')).toBe('from env')
  for (const name of ['model-key.openai', 'OPENAI_API_KEY', '../model-key.openai']) expect(await secrets.get(name)).toBeNull()
})

test('the list says what is missing and for whom, and never a value', async () => {
  const secrets = createToolSecrets({ keychain: keychainOf(new Map()), env: {}, needed })
  await secrets.set('TOKEN', 'abc')
  expect(await secrets.list()).toEqual([
    { name: 'OTHER', isSet: false, neededBy: ['a'] },
    { name: 'TOKEN', isSet: true, neededBy: ['a', 'b'] },
  ])
  await secrets.set('TOKEN', '')
  expect((await secrets.list()).some((one) => one.isSet)).toBe(false)
})

test('without a keychain nothing is kept, and the way out is named', async () => {
  const secrets = createToolSecrets({ keychain: null, env: {}, needed })
  await expect(secrets.set('TOKEN', 'abc')).rejects.toThrow('CORTEX_SECRET_TOKEN')
})
