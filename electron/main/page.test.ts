import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fileOf, servePage } from './page.ts'

let root: string
let folder: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cortex-page-'))
  folder = join(root, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets/a b.js'), '1')
  writeFileSync(join(root, 'secret.txt'), 'secret')
})
afterAll(() => rmSync(root, { recursive: true }))

const get = (url: string, method = 'GET') => servePage({ url, method }, folder)

it('serves the page and its files with their types and a strict policy', async () => {
  const page = await get('app://cortex/?a=1')
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe-(inline|eval)/)
  expect(await (await get('app://cortex/assets/a%20b.js')).text()).toBe('1')
})

it.each([
  'app://cortex/../secret.txt',
  'app://cortex/%2e%2e/secret.txt',
  'app://cortex/..%2fsecret.txt',
  'app://cortex/assets/..%2f..%2fsecret.txt',
  'app://cortex/..%5csecret.txt',
  'app://cortex/%00.txt',
  'app://cortex/%E0%A4%A',
  'app://other/index.html',
  'file:///etc/hosts.txt',
  'app://cortex/missing.js',
  'app://cortex/assets',
])('answers 404 to %s', async (url) => {
  expect((await get(url)).status).toBe(404)
})

it('refuses to be written to', async () => {
  expect((await get('app://cortex/', 'POST')).status).toBe(405)
})

it('never leaves its folder, whatever the path', () => {
  const part = fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '/', '\\', 'a', 'C:', '//', 'x.js', '%00')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const file = fileOf(`app://cortex/${parts.join('')}/x.js`, folder)
      if (file !== null) expect(file.startsWith(`${folder}/`)).toBe(true)
    }),
  )
})
