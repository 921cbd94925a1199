import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../../contract/faults.ts'
import { readGitAddress } from './git-address.ts'

const protocols = ['https', 'ssh']
const read = (git: string) => readGitAddress({ git }, protocols)

test.each([
  ['https://github.com/someone/tools', { url: 'https://github.com/someone/tools', name: 'tools', ref: null, subfolder: null }],
  ['  https://github.com/someone/tools.git/ ', { url: 'https://github.com/someone/tools.git/', name: 'tools' }],
  ['github.com/someone/tools', { url: 'https://github.com/someone/tools', name: 'tools' }],
  ['git@github.com:someone/tools.git', { url: 'git@github.com:someone/tools.git', name: 'tools' }],
  ['ssh://git@host.example:2222/~/tools', { url: 'ssh://git@host.example:2222/~/tools', name: 'tools' }],
  [
    'https://github.com/a/b/tree/main/tools/web%20search',
    { url: 'https://github.com/a/b', ref: 'main', subfolder: 'tools/web search', name: 'web search' },
  ],
  ['https://github.com/a/b/blob/v1.0/agents/x.md', { url: 'https://github.com/a/b', ref: 'v1.0', subfolder: 'agents/x.md' }],
  ['https://gitlab.com/g/sub/b/-/tree/dev', { url: 'https://gitlab.com/g/sub/b', ref: 'dev', subfolder: null, name: 'b' }],
  ['https://host.example/a/b/tree/c', { url: 'https://host.example/a/b/tree/c', name: 'c', ref: null }],
  ['https://me:token@host.example/a/b?x#y', { url: 'https://me:token@host.example/a/b', shown: 'https://host.example/a/b' }],
])('%s is understood', (git, expected) => {
  expect(read(git)).toMatchObject(expected)
})

test.each([
  'ext::sh -c touch% /tmp/x',
  'ext::sh',
  'file:///etc',
  '/etc',
  '../repository',
  'http://github.com/a/b',
  'git://github.com/a/b',
  'fd::17/foo',
  '-oProxyCommand=x',
  '--upload-pack=touch /tmp/x',
  'ssh://-oProxyCommand=x/a',
  'ssh://-x@host/a',
  'git@-oProxyCommand=x:a',
  '-x@host:a',
  'https://',
  'https://host.example',
  'https://host.example/a b',
  'https://host.example/a\nb',
  '',
  'javascript:alert(1)',
])('%j is refused', (git) => {
  expect(() => read(git)).toThrow(Fault)
})

test.each(['--upload-pack=x', '-b', 'a b', 'a..b', '', 'a\0b', 'a:b'])('%j is no branch', (ref) => {
  expect(() => readGitAddress({ git: 'https://host.example/a', ref }, protocols)).toThrow(Fault)
})

test.each(['../x', 'a/../../x', 'a//b', './a'])('the subfolder %j is refused', (subfolder) => {
  expect(() => readGitAddress({ git: 'https://host.example/a', subfolder }, protocols)).toThrow(Fault)
})

test('whatever is given, what git gets is of an allowed protocol and no option', () => {
  const odd = fc.constantFrom(
    'https://',
    'ssh://',
    'ext::',
    'git@',
    ':',
    '-',
    '--',
    '/',
    '@',
    '/tree/',
    '/-/tree/',
    'github.com',
    'a',
    '..',
    '%2e%2e',
    '\\',
  )
  const address = fc.array(fc.oneof(odd, fc.string({ maxLength: 5 })), { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(address, fc.option(address, { nil: undefined }), (git, ref) => {
      let found: ReturnType<typeof read>
      try {
        found = readGitAddress({ git, ref }, protocols)
      } catch (error) {
        expect(error).toBeInstanceOf(Fault)
        return
      }
      expect(found.url).toMatch(/^(https:\/\/|ssh:\/\/|[\w.][\w.-]*@[A-Za-z0-9])/)
      expect(found.url).not.toMatch(/\s/)
      if (found.ref !== null) expect(found.ref).toMatch(/^[A-Za-z0-9_]/)
      if (found.subfolder !== null) expect(found.subfolder.split('/')).not.toContain('..')
    }),
    { numRuns: 1_000 },
  )
})
