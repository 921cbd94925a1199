import { expect, it } from 'vitest'
import { outcomeOf } from './playwright-suite.ts'

it('counts nested specs, carries the reason of a skip, and names what passed only when tried again', () => {
  const test = (status: 'expected' | 'unexpected' | 'flaky' | 'skipped', annotations: { type: string; description?: string }[] = []) => ({
    status,
    annotations,
    results: [{ error: { message: 'first line\nsecond', location: { file: '/a/b/chat.spec.ts', line: 12 } } }],
  })
  const outcome = outcomeOf({
    errors: [],
    suites: [
      {
        title: 'chat.spec.ts',
        specs: [
          { title: 'answers', file: 'chat.spec.ts', tests: [test('expected')] },
          { title: 'stops', file: 'chat.spec.ts', tests: [test('flaky')] },
        ],
        suites: [
          {
            title: 'in Electron',
            specs: [
              { title: 'opens', file: 'chat.spec.ts', tests: [test('skipped', [{ type: 'skip', description: 'no Electron executable' }])] },
              { title: 'breaks', file: 'chat.spec.ts', tests: [test('unexpected')] },
            ],
          },
        ],
      },
    ],
  })
  expect(outcome).toEqual({
    suite: 'e2e',
    passed: 2,
    failed: [{ name: 'chat.spec.ts > in Electron > breaks', message: 'chat.spec.ts:12: first line\nsecond' }],
    skipped: [{ name: 'chat.spec.ts > in Electron > opens', reason: 'no Electron executable' }],
    unsteady: [{ name: 'chat.spec.ts > stops', message: 'chat.spec.ts:12: first line\nsecond' }],
  })
})
