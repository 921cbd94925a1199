import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hardCodedWords } from './hard-coded-words.ts'

const folder = join(import.meta.dirname, '..')

test('every word that the window says is in the catalogue', () => {
  const files = globSync(['{app,features,ui}/**/*.tsx', '{app,features,ui}/**/*.ts'], {
    cwd: folder,
    exclude: ['**/*.test.ts*', 'app/**/*messages.ts'],
  })
  expect(files.length).toBeGreaterThan(150)
  expect(files.flatMap((file) => hardCodedWords(file, readFileSync(join(folder, file), 'utf8')))).toEqual([])
})

test('numbers, dates and lists are written the way of the language, by ui/format.ts', () => {
  const files = globSync(['{app,features,ui}/**/*.{ts,tsx}'], { cwd: folder, exclude: ['**/*.test.ts*', 'ui/format.ts', 'app/plural.ts'] })
  const own = files.filter((file) =>
    /\.toFixed\(|\.toLocale(Date|Time)?String\(|\bIntl\.(?!Collator)|\ben-(GB|US)\b/.test(readFileSync(join(folder, file), 'utf8')),
  )
  expect(own.toSorted()).toEqual(['app/language.ts', 'ui/locale.ts'])
})

test('words in an element, in what is read out and in what is chosen between are found; keys and marks are not', () => {
  const source = `
    const A = () => <p className="small" title={isOpen ? 'Shut it' : t.open}>
      Hello <b data-kind="tool">{count > 1 ? \`\${count} chats\` : ''}</b> {'· '}{t.state.done}
    </p>
    const tell = () => showToast('It is done')`
  expect(hardCodedWords('a.tsx', source)).toEqual(['a.tsx:2 Shut it', 'a.tsx:3 Hello', 'a.tsx:3 chats', 'a.tsx:5 It is done'])
})
