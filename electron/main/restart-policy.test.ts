import { expect, it } from 'vitest'
import { createRestartPolicy } from './restart-policy.ts'

it('reloads after a crash and asks when it keeps crashing', () => {
  let now = 0
  const policy = createRestartPolicy(() => now)
  expect(policy.afterCrash('clean-exit')).toBe('ignore')
  expect(['crashed', 'oom', 'killed', 'crashed'].map((reason) => policy.afterCrash(reason))).toEqual(['reload', 'reload', 'reload', 'ask'])
  policy.reset()
  expect(policy.afterCrash('crashed')).toBe('reload')
  now += 61_000
  expect(['crashed', 'crashed', 'crashed'].map((reason) => policy.afterCrash(reason))).toEqual(['reload', 'reload', 'reload'])
})
