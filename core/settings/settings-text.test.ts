import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settings } from '../contract/settings.ts'
import { allowedOf, nearestSetting, schemaAt, settingDefaults, settingPaths } from './schema.ts'
import { editText, readText, replaceText } from './settings-text.ts'

const byHand = `// mine
{
    "$schema": "./settings.schema.json",
    /* at night */ "appearance": { "theme": "dark" }, // stays
    "chats": {
        "sendKey": "Mod+Enter", // as in the other editor
    },
}
`

it('reads comments and a comma after the last entry', () => {
  const { settings: read, mistakes } = readText(byHand)
  expect(mistakes).toEqual([])
  expect(read).toMatchObject({ appearance: { theme: 'dark', density: 'comfortable' }, chats: { sendKey: 'Mod+Enter', titlesByModel: true } })
})

it('changes one value and not a letter beside it', () => {
  expect(editText(byHand, ['appearance', 'theme'], 'light')).toBe(byHand.replace('"dark"', '"light"'))
  expect(editText(byHand, ['chats', 'sendKey'], 'Enter')).toBe(byHand.replace('"Mod+Enter"', '"Enter"'))
})

it('adds with the indentation and the line ends of the file', () => {
  const added = editText('{\r\n\t"appearance": {\r\n\t\t"theme": "dark"\r\n\t}\r\n}\r\n', ['updates', 'check'], 'ask')
  expect(added).toBe('{\r\n\t"appearance": {\r\n\t\t"theme": "dark"\r\n\t},\r\n\t"updates": {\r\n\t\t"check": "ask"\r\n\t}\r\n}\r\n')
})

it('keeps the mark that some editors put before the first letter', () => {
  const text = '\uFEFF{ "appearance": { "theme": "dark" } }\n'
  expect(readText(text).settings?.appearance.theme).toBe('dark')
  expect(editText(text, ['appearance', 'theme'], 'light')).toBe('\uFEFF{ "appearance": { "theme": "light" } }\n')
})

it('takes what is left empty out with the last setting in it, but not a comment', () => {
  expect(
    JSON.parse(editText('{ "notifications": { "finishedRuns": { "isOn": false } } }', ['notifications', 'finishedRuns', 'isOn'], undefined)),
  ).toEqual({})
  expect(editText('{ "chats": { /* why */ "sendKey": "Enter" } }', ['chats', 'sendKey'], undefined)).toContain('/* why */')
})

it('leaves what is the same when a whole section is replaced', () => {
  const text = '{ "containers": {\n  "warmTools": 2, // few\n  "cacheLimit": "5Gi"\n} }'
  const replaced = replaceText(text, ['containers'], { warmTools: 2, relicIdle: '5m' })
  expect(replaced).toBe('{ "containers": {\n  "warmTools": 2, // few\n  "relicIdle": "5m"\n} }')
  expect(readText(replaced).written).toEqual({ containers: { warmTools: 2, relicIdle: '5m' } })
})

it.each([
  ['{ nonsense', 1, 3, null, 'not JSON'],
  ['{\n  "appearance": { "theme": "dark"\n  "chats": {} }\n}', 3, 3, null, 'comma'],
  ['[]', 1, 1, null, 'object'],
  ['', 1, 1, null, 'empty'],
  ['{\n  "appearance": {\n    "theme": "drak"\n  }\n}', 3, 14, 'appearance.theme', 'one of system, light, dark'],
  ['{\n  "appearence": {}\n}', 2, 3, 'appearence', 'no setting'],
  ['{ "appearance": {\n "densty": "compact" } }', 2, 2, 'appearance.densty', 'Did you mean appearance.density?'],
  ['{ "containers": { "warmTools": 99 } }', 1, 32, 'containers.warmTools', 'a whole number from 0 to 32'],
  ['{ "containers": { "relicIdle": "soon" } }', 1, 32, 'containers.relicIdle', 'write a duration such as'],
  ['{ "models": { "roles": { "Chat": "llama/x" } } }', 1, 26, 'models.roles.Chat', 'write a role in small letters'],
  ['{ "chats": {},\n  "chats": {} }', 2, 3, 'chats', 'a second time'],
  ['{ "__proto__": { "appearance": 1 } }', 1, 3, '__proto__', 'no setting'],
])('says where and what is wrong in %j', (text, line, column, path, words) => {
  const { settings: read, mistakes } = readText(text)
  expect(read).toBeNull()
  expect(mistakes[0]).toMatchObject({ line, column, path })
  expect(mistakes[0]?.message).toContain(words)
})

const values: Record<string, fc.Arbitrary<unknown>> = {
  'appearance.theme': fc.constantFrom('system', 'light', 'dark'),
  'appearance.reduceMotion': fc.boolean(),
  'chats.agent': fc.string({ minLength: 1, unit: 'grapheme' }),
  'notifications.finishedRuns.afterSeconds': fc.integer({ min: 0, max: 86_400 }),
  'models.roles.planner': fc.constantFrom('llama/spark', 'ollama/qwen3:8b'),
  'containers.proxy.http': fc.webUrl(),
  'containers.certificates': fc.array(fc.string({ minLength: 1 })),
}
const change = fc
  .constantFrom(...Object.keys(values))
  .chain((path) => fc.record({ path: fc.constant(path.split('.')), value: fc.option(values[path] ?? fc.constant(null), { nil: undefined }) }))
const start = fc.constantFrom(
  '',
  '{}',
  '{}\n',
  byHand,
  byHand.replaceAll('\n', '\r\n'),
  '{"appearance":{"theme":"dark"},"containers":{"warmTools":3}}',
)

it('is valid and says what was set, after any changes to any file, and keeps its comments and everything else', () => {
  fc.assert(
    fc.property(start, fc.array(change, { maxLength: 12 }), (text, changes) => {
      const expected = new Map<string, unknown>()
      let edited = text
      for (const { path, value } of changes) {
        edited = editText(edited, path, value)
        expected.set(path.join('.'), value)
      }
      if (edited.trim() === '') return
      const { settings: read, written, mistakes } = readText(edited)
      expect(mistakes).toEqual([])
      expect(read).not.toBeNull()
      for (const [path, value] of expected)
        expect(path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], written)).toEqual(value)
      for (const comment of text.match(/mine|at night|as in the other editor/g) ?? [])
        if (!expected.has('chats.sendKey')) expect(edited).toContain(comment)
      if (text.includes('warmTools')) expect(written).toMatchObject({ containers: { warmTools: 3 } })
    }),
  )
})

it('never throws on any text, and finds a mistake in all that is not in force', () => {
  const pieces = fc.array(
    fc.constantFrom('{', '}', '[', ']', ':', ',', '"appearance"', '"theme"', '"dark"', '1', 'null', '// x\n', '/*', ' ', '\u2028'),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        pieces.map((all) => all.join('')),
      ),
      (text) => {
        const { settings: read, mistakes } = readText(text)
        expect(read === null).toBe(mistakes.length > 0)
      },
    ),
  )
})

it('has a title, a sentence and, for each choice, a default', () => {
  for (const path of settingPaths) {
    const found = schemaAt(path.split('.'))
    expect(found, path).toMatchObject({ title: expect.any(String), description: expect.any(String) })
    if (found?.enum) expect(found.default, path).toBeDefined()
  }
})

it('has defaults that its own schema takes', () => {
  expect(settings.safeParse(settingDefaults).error).toBeUndefined()
})

it('names what is allowed and what was meant', () => {
  expect(allowedOf(schemaAt(['appearance', 'theme']) ?? {})).toBe('one of system, light, dark')
  expect(allowedOf(schemaAt(['models', 'roles']) ?? {})).toContain('name -> value')
  expect(nearestSetting('apearance.theme')).toBe('appearance.theme')
  expect(nearestSetting('colour.of.the.moon')).toBeNull()
})
