import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { settings } from '../../../core/contract/settings.ts'
import { germanSettingOptions, germanSettingTexts } from '../../app/german/settings-messages.ts'
import { settingOptions } from '../../app/settings-messages.ts'
import { markWords, searchSettings } from './search-settings.ts'
import { listSections, type SettingSchema, valueAt } from './setting-list.ts'

const sections = listSections(z.toJSONSchema(settings, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as SettingSchema)
const all = sections.flatMap((section) => section.settings)

test('finds by title, key and text, in any case and without accents, titles first', () => {
  const items = all.map((setting) => ({ path: setting.path, texts: [setting.title, setting.path, setting.about] }))
  expect(searchSettings(items, 'THEME')[0]?.path).toBe('appearance.theme')
  expect(searchSettings(items, 'proxy http').map(({ path }) => path)).toContain('containers.proxy.http')
  expect(searchSettings(items, 'thémè')[0]?.path).toBe('appearance.theme')
  expect(searchSettings(items, 'nothing like this')).toEqual([])
  expect(searchSettings(items, '  ')).toEqual([])
})

test('marks every place of every word', () => {
  expect(markWords('Proxy for http', 'pro HTTP')).toEqual([
    { text: 'Pro', isMatch: true },
    { text: 'xy for ', isMatch: false },
    { text: 'http', isMatch: true },
  ])
  expect(markWords('Schlüssel', 'schlus')[0]).toEqual({ text: 'Schlüs', isMatch: true })
})

test('marking loses no letter of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 5 }), (text, query) => {
      expect(
        markWords(text, query)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('every setting and every section has a control, a title and a sentence in each language', () => {
  expect(all.length).toBeGreaterThan(20)
  for (const section of sections) {
    expect(section.title, section.id).not.toBe(section.id)
    expect(germanSettingTexts[section.id], section.id).toBeDefined()
  }
  for (const { path, title, about, kind, options } of all) {
    expect(title, path).not.toBe(path)
    expect(about, path).not.toBe('')
    expect(germanSettingTexts[path], path).toHaveLength(2)
    if (kind !== 'choice') continue
    expect(Object.keys(settingOptions[path] ?? {}).sort(), path).toEqual(options.map(({ value }) => value).sort())
    expect(Object.keys(germanSettingOptions[path] ?? {}).sort(), path).toEqual(options.map(({ value }) => value).sort())
  }
})

test('reads what stands at a key, and nothing of what every object has', () => {
  expect(valueAt({ a: { b: 1 } }, 'a.b')).toBe(1)
  expect(valueAt({ a: 1 }, 'a.b.c')).toBeUndefined()
  expect(valueAt({}, 'constructor')).toBeUndefined()
})
