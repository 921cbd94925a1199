import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Problem } from '../../../core/contract/registry.ts'
import { applyFix } from './apply-fix.ts'

const problem: Problem = {
  ...{ file: 'tool.yml', line: 2, column: 3, endColumn: 12, code: 'unknown-key', message: 'm', suggestion: null, severity: 'error' },
  fix: { replacement: 'filesystem' },
  sourceLine: '  filesytem: []',
}
const text = 'permissions:\n  filesytem: []\nresources: {}\n'

test('only the word that is wrong changes', () => {
  expect(applyFix(text, problem)).toBe('permissions:\n  filesystem: []\nresources: {}\n')
  expect(applyFix(text.replaceAll('\n', '\r\n'), problem)).toBe('permissions:\r\n  filesystem: []\r\nresources: {}\r\n')
})

test('of a text that has changed since, or a problem without a fix, nothing is changed', () => {
  expect(applyFix(text.replace('[]', '{}'), problem)).toBeNull()
  expect(applyFix(`# new\n${text}`, problem)).toBeNull()
  expect(applyFix('permissions:', problem)).toBeNull()
  const { fix: _, ...unfixable } = problem
  expect(applyFix(text, unfixable)).toBeNull()
  const { endColumn: _end, ...endless } = problem
  expect(applyFix(text, endless)).toBeNull()
  expect(applyFix(text, { ...problem, endColumn: 40 })).toBeNull()
})

test('wherever it stands, what is around it stays', () => {
  const word = fc.stringMatching(/^[a-z]{0,6}$/)
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), word, word, word, fc.array(word, { maxLength: 4 }), (above, before, wrong, after, below) => {
      const line = before + wrong + after
      const given = [...above, line, ...below].join('\n')
      const at = { ...problem, line: above.length + 1, column: before.length + 1, endColumn: before.length + wrong.length + 1, sourceLine: line }
      expect(applyFix(given, at)).toBe([...above, `${before}filesystem${after}`, ...below].join('\n'))
    }),
  )
})
