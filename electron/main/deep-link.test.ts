import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isLocalPath, parseDeepLink, readArguments } from './deep-link.ts'

const id = `ses_${'0'.repeat(31)}a`

it('reads a link to a chat and a link to a folder', () => {
  expect(parseDeepLink(`cortex://chat/${id}`)).toEqual({ kind: 'chat', sessionId: id })
  expect(parseDeepLink(`cortex://chat/${id}/`)).toEqual({ kind: 'chat', sessionId: id })
  expect(parseDeepLink('cortex://add?folder=%2Fhome%2Fme%2Fmy%20tools', 'linux')).toEqual({ kind: 'add', folder: '/home/me/my tools' })
  expect(parseDeepLink('cortex://add/?folder=C%3A%5Ctools', 'win32')).toEqual({ kind: 'add', folder: 'C:\\tools' })
})

it.each([
  ['another scheme', `https://chat/${id}`],
  ['an unknown verb', 'cortex://run/rm'],
  ['an id of another kind', `cortex://chat/run_${'0'.repeat(32)}`],
  ['a path instead of an id', 'cortex://chat/../../etc'],
  ['more after the id', `cortex://chat/${id}/delete`],
  ['no folder', 'cortex://add'],
  ['two folders', 'cortex://add?folder=/a&folder=/b'],
  ['a relative folder', 'cortex://add?folder=a/b'],
  ['a folder that climbs', 'cortex://add?folder=/home/../etc'],
  ['a network folder', 'cortex://add?folder=//server/share'],
  ['a line break', 'cortex://add?folder=/a%0Ab'],
  ['a sign that turns text around', 'cortex://add?folder=/a%E2%80%AEb'],
  ['a user name', `cortex://me@chat/${id}`],
  ['no link', 'hello'],
])('refuses %s', (_, link) => {
  expect(parseDeepLink(link, 'linux')).toBeNull()
})

it('refuses network and device paths of Windows', () => {
  for (const path of ['\\\\server\\share', '//server/share', '\\\\?\\C:\\a', '\\\\.\\pipe\\x', 'C:a', 'C:\\a\\..\\b', '\\a'])
    expect(isLocalPath(path, 'win32')).toBe(false)
  expect(isLocalPath('C:\\Users\\me', 'win32')).toBe(true)
})

it('never throws, and only ever answers with a plain local path or a session id', () => {
  const links = fc.oneof(
    fc.string(),
    fc.string().map((text) => `cortex://${text}`),
    fc.string().map((text) => `cortex://add?folder=${encodeURIComponent(text)}`),
  )
  fc.assert(
    fc.property(links, (link) => {
      const request = parseDeepLink(link, 'linux')
      if (request?.kind === 'add') expect(isLocalPath(request.folder, 'linux')).toBe(true)
      if (request?.kind === 'chat') expect(request.sessionId).toMatch(/^ses_[0-9a-f]{32}$/)
    }),
  )
})

it('takes links and folders out of the arguments of a second start and leaves flags and files', () => {
  const args = ['--flag', `cortex://chat/${id}`, '/tools', '/tools/file.txt', 'cortex://nonsense', '--user-data-dir=/x']
  expect(readArguments(args, (path) => path === '/tools', 'linux')).toEqual([
    { kind: 'chat', sessionId: id },
    { kind: 'add', folder: '/tools' },
  ])
})
