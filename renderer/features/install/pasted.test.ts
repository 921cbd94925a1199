import { expect, test } from 'vitest'
import { sourceOfText } from './pasted.ts'

test.each([
  'https://github.com/owner/name',
  'github.com/owner/name/tree/main/tools',
  'git@host.example:owner/name',
  'https://git.example/a/b.git',
  ' ssh://git@host/a ',
])('%s is a repository', (text) => expect(sourceOfText(text)).toEqual({ git: text.trim() }))

test.each(['https://news.example/today', 'github.com', 'a sentence with github.com/owner/name in it', 'mail@host', ''])(
  '“%s” is left alone',
  (text) => expect(sourceOfText(text)).toBeNull(),
)

test('a manifest and a script with one in its head are taken as text', () => {
  expect(sourceOfText('kind: Tool\nname: a\n')).toEqual({ text: 'kind: Tool\nname: a\n' })
  expect(sourceOfText('---\nkind: Agent\n---\nBe kind.')).not.toBeNull()
  expect(sourceOfText('#!/usr/bin/env python3\n# /// cortex\n# description: x\n# ///\n')).not.toBeNull()
})
