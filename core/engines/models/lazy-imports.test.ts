import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('loads no SDK before a model is used', async () => {
  const entries = ['./create-providers.ts', './gateway.ts', './environment-secrets.ts'].map((file) => new URL(file, import.meta.url).href)
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
    for (const entry of ${JSON.stringify(entries)}) await import(entry)
    const { createProviders } = await import(${JSON.stringify(entries[0])})
    const secrets = { get: async () => null, set: async () => {} }
    const env = { HOME: '/nonexistent' }
    const { providers } = createProviders({ modelsFolder: '/nonexistent', builtInFolder: null, secrets, env, logger: {} })
    await Promise.all(providers.map((provider) => provider.id === 'ollama' || provider.status(new AbortController().signal)))
    const packages = loaded.map((url) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]).filter(Boolean)
    console.log(JSON.stringify([...new Set(packages)]))
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  })
  const packages = JSON.parse(stdout) as string[]
  expect(packages).toContain('cockatiel')
  expect(packages.filter((name) => /^(ai|ollama|node-llama-cpp|@ai-sdk\/.*|@node-llama-cpp\/.*)$/.test(name))).toEqual([])
})
