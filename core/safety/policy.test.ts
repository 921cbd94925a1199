import { expect, test } from 'vitest'
import { defaultPolicy } from './policy.ts'

const network = [{ code: 'network', text: 'Reaches example.com' }] as const
const asked = { rights: network, isGranted: false, isApproved: false, isAttended: true }

test('a tool that asks for nothing runs without a question, also where nobody could answer', () => {
  expect(defaultPolicy({ ...asked, rights: [], isAttended: false })).toBe('allow')
})

test('anything beyond nothing needs a yes', () => {
  expect(defaultPolicy(asked)).toBe('ask')
  expect(defaultPolicy({ ...asked, isGranted: true })).toBe('allow')
  expect(defaultPolicy({ ...asked, isApproved: true })).toBe('allow')
})

test('where nobody can answer, the answer is no', () => {
  expect(defaultPolicy({ ...asked, isAttended: false })).toBe('deny')
})

test("a chat's own state, a trusted process and what a build installs are shown, not asked again; beside another right they do not hide it", () => {
  const shown = [
    { code: 'state', text: "Reads this chat's state" },
    { code: 'process', text: 'Runs as a process' },
    { code: 'build', text: 'Installs from pip when it is built: six' },
  ] as const
  expect(defaultPolicy({ ...asked, rights: shown })).toBe('allow')
  expect(defaultPolicy({ ...asked, rights: [...shown, ...network] })).toBe('ask')
})
