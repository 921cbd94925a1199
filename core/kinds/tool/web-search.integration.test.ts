import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { toolManifest } from '../../contract/manifests/index.ts'
import { createWasmSandbox } from '../../engines/sandboxes/wasm-sandbox.ts'
import { createTestTools } from './testing.ts'

// The shipped tool, its endpoint pointed at a server here that speaks DuckDuckGo's HTML, or SearXNG's JSON.
const page = `<html><body><div class="results">
<div class="result results_links result--ad"><h2 class="result__title"><a rel="nofollow" class="result__a" href="//duckduckgo.com/y.js?ad_domain=shop.example&amp;u3=x">An advertisement</a></h2></div>
<div class="result results_links results_links_deep web-result"><div class="links_main">
<h2 class="result__title"><a rel="nofollow" class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fen.wikipedia.org%2Fwiki%2FTea%3Fa%3D1%26b%3D2&amp;rut=abc">Tea &amp; <b>biscuits</b> &#x2013; Wiki</a></h2>
<a class="result__snippet" href="//duckduckgo.com/l/?uddg=x">Tea is an <b>aromatic</b>
 beverage.</a></div></div>
<div class="result"><h2><a href="https://tea.example/plain" class="result__a">Plain link</a></h2></div></div></body></html>`
const answers: Record<string, { status: number; type: string; body: string }> = {
  tea: { status: 200, type: 'text/html; charset=UTF-8', body: page },
  nothing: { status: 200, type: 'text/html', body: '<div class="no-results">No results.</div>' },
  robot: { status: 202, type: 'text/html', body: '<form id="challenge-form">' },
  changed: { status: 200, type: 'text/html', body: '<html>a new design</html>' },
  searxng: {
    status: 200,
    type: 'application/json',
    body: JSON.stringify({ results: [{ title: 'T', url: 'https://t.example/', content: 'about <b>t</b>' }] }),
  },
}
const asked: string[] = []
const server = createServer((request, response) => {
  const query = new URL(request.url ?? '', 'http://x').searchParams.get('q') ?? ''
  asked.push(query)
  const { status, type, body } = answers[query.split(' ')[0] ?? ''] ?? { status: 500, type: 'text/plain', body: '' }
  response.writeHead(status, { 'content-type': type }).end(body)
})
const sandbox = createWasmSandbox()
const folder = mkdtempSync(join(tmpdir(), 'cortex-search-'))
let search: (query: string) => Promise<unknown>

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  cpSync(join(import.meta.dirname, '../../../manifests/tools/web_search'), folder, { recursive: true })
  writeFileSync(join(folder, 'endpoint.mjs'), `export const endpoint = 'http://127.0.0.1:${port}/html/?q={query}'`)
  const manifest = toolManifest.parse(parse(readFileSync(join(folder, 'tool.yml'), 'utf8').replace('html.duckduckgo.com', `127.0.0.1:${port}`)))
  const { run } = createTestTools({ folder, manifest, sandboxes: [sandbox], workspace: folder })
  search = (query) => run({ query })
})
afterAll(async () => {
  await sandbox.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

it('reads titles, real addresses and excerpts from the page, without the advertisements', async () => {
  expect(await search('tea & cake?')).toEqual({
    results: [
      { title: 'Tea & biscuits – Wiki', url: 'https://en.wikipedia.org/wiki/Tea?a=1&b=2', snippet: 'Tea is an aromatic beverage.' },
      { title: 'Plain link', url: 'https://tea.example/plain', snippet: '' },
    ],
  })
  expect(asked).toContain('tea & cake?')
})
it('reads the JSON of a SearXNG', async () => {
  expect(await search('searxng')).toEqual({ results: [{ title: 'T', url: 'https://t.example/', snippet: 'about t' }] })
})
it('tells nothing found from a page it cannot read, and from being refused', async () => {
  expect(await search('nothing')).toEqual({ results: [] })
  await expect(search('changed')).rejects.toThrow('may have changed')
  await expect(search('robot')).rejects.toThrow('proof of being human')
  await expect(search('other')).rejects.toThrow('status 500')
})
