import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => vi.unstubAllGlobals())
/** A page that is only just loading, with what its browser prefers and kept. */
async function loadedPage(preferred: string[], kept: string | null) {
  vi.resetModules()
  const documentElement = { lang: 'en' }
  vi.stubGlobal('navigator', { languages: preferred, userAgent: '' })
  vi.stubGlobal('localStorage', { getItem: () => kept })
  vi.stubGlobal('document', { documentElement })
  await (await import('./language.ts')).loadLanguage()
  const { t } = await import('./messages.ts')
  const { formatBytes, formatCount } = await import('../ui/format.ts')
  return { t, formatBytes, formatCount, lang: documentElement.lang }
}

test('a browser in German gets the app in German, its numbers too', async () => {
  const { t, lang, formatBytes, formatCount } = await loadedPage(['de-AT', 'en'], null)
  expect([lang, t.chats.new, t.status.tools(1), t.status.tools(2_000)]).toEqual(['de', 'Neuer Chat', '1 Tool', '2.000 Tools'])
  expect([formatBytes(5_230_000_000), formatCount(12_345)]).toEqual(['5,2 GB', '12.345'])
})

test('what the settings said before outweighs the browser', async () => {
  expect((await loadedPage(['de'], 'en')).t.chats.new).toBe('New chat')
  expect((await loadedPage(['en-US'], 'de')).t.chats.new).toBe('Neuer Chat')
  expect((await loadedPage(['de'], 'system')).lang).toBe('de')
})

test('where storage is closed and no language is known the app speaks English', async () => {
  const page = await loadedPage(['fr', 'ja'], 'klingon')
  expect([page.lang, page.t.chats.new]).toEqual(['en', 'New chat'])
})

test('a choice is always one of the languages that are there, the first that the person reads', async () => {
  const { resolveLanguage } = await import('./language.ts')
  fc.assert(
    fc.property(fc.option(fc.string()), fc.array(fc.oneof(fc.string(), fc.constantFrom('de-CH', 'en-GB', 'fr'))), (choice, preferred) => {
      expect(['en', 'de']).toContain(resolveLanguage(choice, preferred))
    }),
  )
  expect(resolveLanguage('constructor', ['fr', 'DE-de', 'en'])).toBe('de')
})

/** All files that come with one, by its static imports. */
function importsOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const line of lines.filter((each) => !each.startsWith('import type'))) {
    const path = /(?:^import|from) '(\.[^']+\.tsx?)'$/.exec(line)?.[1]
    if (path) importsOf(join(dirname(file), path), seen)
  }
  return seen
}

test('no words are loaded before it is known in which language', () => {
  const early = [...importsOf(join(import.meta.dirname, 'main.ts'))]
  expect(early.some((file) => file.endsWith('ui-store.ts'))).toBe(true)
  expect(early.filter((file) => file.endsWith('messages.ts'))).toEqual([])
})
