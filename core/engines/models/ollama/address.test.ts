import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createOllamaProvider } from './provider.ts'

it('goes to another address as soon as one is set, and back to OLLAMA_HOST without it', async () => {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{"version":"9.9.9"}')).listen(
    0,
    '127.0.0.1',
  )
  await new Promise((resolve) => server.once('listening', resolve))
  let address: string | null = null
  const ollama = createOllamaProvider({ env: { OLLAMA_HOST: 'http://127.0.0.1:9' }, address: () => address })
  const signal = AbortSignal.timeout(20_000)
  expect(await ollama.status(signal)).toMatchObject({ state: 'unreachable', url: 'http://127.0.0.1:9' })
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await ollama.status(signal)).toMatchObject({ state: 'ready', url: `http://${address}` })
  address = null
  expect(await ollama.status(signal)).toMatchObject({ state: 'unreachable' })
  server.close()
})
