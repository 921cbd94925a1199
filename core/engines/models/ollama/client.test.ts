import { expect, it } from 'vitest'
import { ollamaUrl } from './client.ts'

it.each([
  [undefined, 'http://127.0.0.1:11434'],
  ['', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
  [':9999', 'http://127.0.0.1:9999'],
  ['box.local', 'http://box.local:11434'],
  ['http://box.local:1234/', 'http://box.local:1234'],
  ['https://models.example.com', 'https://models.example.com'],
  ['https://example.com/ollama/', 'https://example.com/ollama'],
])('OLLAMA_HOST %s is reached at %s', (host, url) => {
  expect(ollamaUrl(host)).toBe(url)
})
