import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIgnore } from './ignore.ts'

const ignored = (lines: string[], paths: string[]) => paths.filter((path) => createIgnore(lines).ignores(path))

test('a name counts at the top only, a folder with all that is in it', () => {
  expect(ignored(['data', '/notes.txt', 'a/b/'], ['data', 'data/x/y', 'lib/data', 'notes.txt', 'lib/notes.txt', 'a/b/c', 'a/c'])).toEqual([
    'data',
    'data/x/y',
    'notes.txt',
    'a/b/c',
  ])
})

test('one star stays in its folder, two cross folders, a question mark is one character', () => {
  expect(ignored(['*.log'], ['a.log', 'b/a.log', 'log'])).toEqual(['a.log'])
  expect(ignored(['**/*.log'], ['a.log', 'b/a.log', 'b/c/a.log/inner'])).toEqual(['a.log', 'b/a.log', 'b/c/a.log/inner'])
  expect(ignored(['**/cache'], ['cache', 'xcache', 'a/cache/b', 'a/cached'])).toEqual(['cache', 'a/cache/b'])
  expect(ignored(['a/**'], ['a/b', 'a/b/c', 'b/a'])).toEqual(['a/b', 'a/b/c'])
  expect(ignored(['a/**/z'], ['a/z', 'a/b/c/z', 'a/bz'])).toEqual(['a/z', 'a/b/c/z'])
  expect(ignored(['?.txt', 'x[0-9].md', 'y[^a].md'], ['a.txt', 'ab.txt', 'x7.md', 'xa.md', 'ya.md', 'yb.md'])).toEqual(['a.txt', 'x7.md', 'yb.md'])
})

test('what comes later counts: ! takes back in, and a later rule leaves out again', () => {
  expect(ignored(['*.md', '!README.md'], ['a.md', 'README.md'])).toEqual(['a.md'])
  expect(ignored(['!README.md', '*.md'], ['README.md'])).toEqual(['README.md'])
  expect(ignored(['*', '!src', 'src/secret'], ['x', 'src/a', 'src/secret', 'src/secret/b'])).toEqual(['x', 'src/secret', 'src/secret/b'])
})

test('comments, blank lines, dots and characters of regular expressions are no patterns', () => {
  expect(ignored(['# a', '', '  ', './b', 'c+(d)', 'e\\*'], ['# a', 'a', 'b', 'c+(d)', 'ccd', 'e*', 'ex'])).toEqual(['b', 'c+(d)', 'e*'])
})

test('names that every object has are ordinary names', () => {
  expect(ignored(['constructor'], ['constructor', '__proto__', 'toString'])).toEqual(['constructor'])
})

test('an ignored folder is read only where a rule takes something of it back', () => {
  const { canSkipFolder } = createIgnore(['node_modules', 'data', '!data/keep'])
  expect([canSkipFolder('node_modules'), canSkipFolder('data')]).toEqual([true, false])
})

test('patterns made to be slow are not', () => {
  const path = `${'a'.repeat(2_000)}b`
  expect(ignored([`${'*a'.repeat(60)}c`, `${'**/'.repeat(200)}x`, `${'(a+)+'.repeat(20)}$`], [path])).toEqual([])
})

test('without wildcards a rule leaves out exactly its path and what is below it', () => {
  const name = fc.stringMatching(/^[a-z0-9 ._$+(){}^|-]{1,6}$/).filter((text) => text.trim() === text && !/^[.!#]/.test(text))
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
  fc.assert(
    fc.property(path, path, (rule, other) => {
      expect(createIgnore([rule]).ignores(other)).toBe(`${other}/`.startsWith(`${rule}/`))
      expect(createIgnore([rule, `!${other}`]).ignores(other)).toBe(false)
    }),
  )
})
