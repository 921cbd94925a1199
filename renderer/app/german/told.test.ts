import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Fault, type FaultCode, faultCatalogue } from '../../../core/contract/faults.ts'
import { coreSentences } from './core-sentences.ts'
import { germanFault } from './fault-messages.ts'
import { toldInGerman } from './told.ts'
import { phrases } from './told-phrases.ts'

const root = join(import.meta.dirname, '../../..')

test('every phrase that is translated is one that the core, or the way to it, still says', () => {
  const files = globSync('{core/**/*.ts,renderer/api/*.ts,resources/models/catalogue.json}', { cwd: root, exclude: ['**/*.test.ts'] })
  const said = files
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
    .replace(/\\([\\`$])/g, '$1')
  const gone = phrases.flatMap(([english]) => {
    // Sentences that follow one another may come from different places.
    const pieces = english.split(/\{=?\d\}|(?<=\.) |: /).map((piece) => piece.replace(/^[ ,.(")]+|[ ,.(")]+$/g, ''))
    return pieces.filter((piece) => piece.length > 6 && !said.includes(piece)).map((piece) => `${english} -> ${piece}`)
  })
  expect(gone).toEqual([])
})

test('whatever the core says in a sentence of its own has its German', () => {
  // The door tells those who call it by hand; the command line speaks English.
  const files = globSync('core/**/*.ts', {
    cwd: root,
    exclude: ['**/*.test.ts', '**/testing/**', '**/testing*.ts', 'core/api/**', 'core/contract/**'],
  })
  const said = files.flatMap((file) => coreSentences(file, readFileSync(join(root, file), 'utf8')).map((sentence) => ({ file, sentence })))
  expect(said.length).toBeGreaterThan(200)
  expect(said.filter(({ sentence }) => toldInGerman(sentence) === sentence).map(({ file, sentence }) => `${file}: ${sentence}`)).toEqual([])
})

test('sentences are found where the core hands them out, with their blanks', () => {
  const source = `throw new Fault('X', { detail: isFull ? \`\${name} is full. Make room.\` : 'It is gone.', name: 'No word of it.' })`
  expect(coreSentences('a.ts', source)).toEqual(['<0> is full. Make room.', 'It is gone.'])
})

test('the German of a phrase fills no blank that the phrase has not', () => {
  const blanks = (text: string) => text.match(/\{=?\d\}/g) ?? []
  for (const [english, german] of phrases) for (const blank of blanks(german)) expect(blanks(english), english).toContain(blank)
})

test('no phrase takes the place of one that says more', () => {
  const filled = (text: string) => text.replace(/\{=?(\d)\}/g, '<$1>')
  expect(phrases.filter(([english, german]) => toldInGerman(filled(english)) !== filled(german)).map(([english]) => english)).toEqual([])
})

test('one idea has one word, that of the glossary', () => {
  const others = /\b(Backups?|Werkzeuge?n?|Sitzung(en)?|Unterhaltung(en)?|Mülleimer|Zweig|Standardwert|Aufgabe)\b/
  const catalogue = globSync('*messages.ts', { cwd: import.meta.dirname }).flatMap((file) =>
    [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(([, plain, filled]) => plain ?? filled ?? ''),
  )
  const spoken = [...catalogue, ...phrases.map(([, german]) => german)]
  expect(spoken.length).toBeGreaterThan(1_000)
  expect(spoken.filter((text) => others.test(text))).toEqual([])
})

test('a right, and why a tier was chosen, are told in German with their names in place', () => {
  expect(toldInGerman('Reaches api.example.com, through web_search and news')).toBe('Erreicht api.example.com, über web_search und news')
  expect(toldInGerman("Reads and changes this chat's working folder")).toBe('Liest und ändert den Arbeitsordner dieses Chats')
  expect(
    toldInGerman('In WebAssembly: JavaScript runs in QuickJS, a WebAssembly sandbox that needs nothing installed (no container engine answers).'),
  ).toBe(
    'In WebAssembly: JavaScript läuft in QuickJS, einer WebAssembly-Sandbox, für die nichts installiert sein muss (keine Container-Engine antwortet).',
  )
  expect(toldInGerman('Something that nobody translated.')).toBe('Something that nobody translated.')
})

test('each fault that comes with its data is told in German, with all of it', () => {
  for (const code of Object.keys(faultCatalogue) as FaultCode[]) {
    const blanks = [...faultCatalogue[code].message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
    const data = Object.fromEntries(blanks.map((name) => [name, name === 'suggestion' ? ' Did you mean that?' : `<${name}>`]))
    const { message } = new Fault(code, data)
    const german = germanFault(code, data) ?? ''
    for (const value of Object.values(data)) expect(german, message).toContain(value.replace(' Did you mean that?', 'Ist that gemeint?'))
    if (message !== data.detail) expect(german, code).not.toBe(message)
  }
})

test('a fault without its data, and one nobody knows, are left to the words it came with', () => {
  expect(germanFault('NOT_FOUND', { what: 'chat' })).toBeNull()
  expect(germanFault('constructor', {})).toBeNull()
  expect(germanFault('NOT_FOUND', { what: 'chat', name: 'ses_1' })).toBe('Nicht gefunden: Chat ses_1.')
})
