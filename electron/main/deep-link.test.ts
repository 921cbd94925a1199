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

it('reads a link to a manifest and one to a repository, which is only looked into', () => {
  expect(parseDeepLink('cortex://manifest/tool/web_search')).toEqual({ kind: 'manifest', route: '/tools/web_search' })
  expect(parseDeepLink('cortex://install?git=https%3A%2F%2Fgithub.com%2Fa%2Fb&ref=v1.2&subfolder=tools%2Fx')).toEqual({
    ...{ kind: 'install', git: 'https://github.com/a/b', ref: 'v1.2', subfolder: 'tools/x' },
  })
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
  ['a manifest of a kind there is not', 'cortex://manifest/script/x'],
  ['a manifest that climbs', 'cortex://manifest/tool/..%2f..%2fetc'],
  ['more after a manifest', 'cortex://manifest/tool/a/run'],
  ['a repository over http', 'cortex://install?git=http%3A%2F%2Fexample.com%2Fa'],
  ['a repository over ssh', 'cortex://install?git=ssh%3A%2F%2Fgit%40example.com%2Fa'],
  ['a repository of this computer', 'cortex://install?git=https%3A%2F%2Flocalhost%2Fa'],
  ['a repository by number', 'cortex://install?git=https%3A%2F%2F169.254.169.254%2Fa'],
  ['a repository on an odd port', 'cortex://install?git=https%3A%2F%2Fexample.com%3A8443%2Fa'],
  ['a repository with credentials', 'cortex://install?git=https%3A%2F%2Fme%3Apw%40example.com%2Fa'],
  ['two repositories', 'cortex://install?git=https%3A%2F%2Fa.com%2Fa&git=https%3A%2F%2Fb.com%2Fb'],
  ['a branch that is a flag', 'cortex://install?git=https%3A%2F%2Fa.com%2Fa&ref=--upload-pack'],
  ['a subfolder that climbs', 'cortex://install?git=https%3A%2F%2Fa.com%2Fa&subfolder=x%2F..%2F..%2Fy'],
  ['a wish to install at once', 'cortex://install?git=https%3A%2F%2Fa.com%2Fa&yes=1'],
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
  expect(readArguments(['/home/me/tools.cortex.zip', '/home/me/other.zip'], () => false, 'linux')).toEqual([
    { kind: 'add', folder: '/home/me/tools.cortex.zip', isChosen: true },
  ])
  const args = ['--flag', `cortex://chat/${id}`, '/tools', '/tools/file.txt', 'cortex://nonsense', '--user-data-dir=/x']
  expect(readArguments(args, (path) => path === '/tools', 'linux')).toEqual([
    { kind: 'chat', sessionId: id },
    { kind: 'add', folder: '/tools' },
  ])
})
