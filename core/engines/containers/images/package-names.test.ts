import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Installer, installers, isPackageName } from './package-names.ts'

const good: Record<Installer, string[]> = {
  pip: [
    'humanize',
    'humanize==4.9.0',
    'httpx[http2, socks]>=0.28,<1',
    'ruamel.yaml ~= 0.18',
    'tomli; python_version < "3.11"',
    `pywin32>=1 ; sys_platform == 'win32' and (python_version >= "3.8" or extra == "x")`,
    'six @ https://example.com/six-1.0-py3-none-any.whl#sha256=aa',
    'torch==2.5.0+cpu',
  ],
  npm: ['lodash', 'lodash@4.17.21', '@scope/name@^1.2', 'x@>=1 <2 || 3', 'left-pad@latest', 'JSONStream'],
  go: [
    'github.com/google/uuid',
    'github.com/google/uuid@v1.6.0',
    'golang.org/x/text@latest',
    'gopkg.in/yaml.v3@v3.0.1',
    'example.com/a/v2@v2.0.0-20240101000000-abcdefabcdef',
  ],
  apt: ['jq', 'g++', 'libstdc++6', 'python3.11', 'jq=1.6-2.1+deb12u1', 'libc6:amd64'],
}
const bad: Record<Installer, string[]> = {
  pip: [
    'x; rm -rf /',
    '--index-url http://evil',
    '--index-url=https://evil/simple',
    '-r other.txt',
    '-e .',
    './local',
    '/etc/passwd',
    'x --index-url=https://evil',
    'x==1 y==2',
    'x\n--index-url https://evil',
    'git+https://evil/x',
    'x @ https://user:secret@example.com/x.whl',
    'x @ file:///etc/passwd',
    'x; python_version < "$(id)"',
    'x;',
    '$(id)',
    '',
  ],
  npm: [
    'x; rm -rf /',
    '--registry=http://evil',
    '-g',
    'file:../..',
    'git+ssh://x',
    'https://evil/x.tgz',
    'a/b',
    '@scope/x@npm:evil',
    'x@file:/etc',
    'x@$(id)',
    '`id`',
    'x\ny',
    ' x',
    '',
  ],
  go: [
    'x; rm -rf /',
    '-insecure',
    'github.com/a/b@v1 -x',
    'github.com/../x\n',
    './x',
    '/x',
    'uuid',
    'github.com/a/b@$(id)',
    'https://github.com/a/b',
    '',
  ],
  apt: ['jq; rm -rf /', '-o=Dpkg::Pre-Invoke::=id', '--force-yes', 'jq -y', './x.deb', '/x.deb', 'jq-', 'jq=$(id)', 'jq\nvim', '', 'Jq'],
}

describe.each(installers)('%s', (installer) => {
  test.each(good[installer])('takes %s', (text) => expect(isPackageName(installer, text)).toBe(true))
  test.each(bad[installer])('refuses %j', (text) => expect(isPackageName(installer, text)).toBe(false))

  test('never takes an option, a second line or a character of the shell', () => {
    const hostile = fc.constantFrom(
      ';',
      '&',
      '|',
      '$',
      '`',
      '\\',
      '\n',
      '\r',
      '\0',
      '-',
      '--',
      ' ',
      '"',
      "'",
      '>',
      '<',
      '(',
      ')',
      '/',
      ':',
      '@',
      '=',
      '*',
      '~',
      '+',
      '#',
    )
    const text = fc
      .array(fc.oneof(hostile, fc.constantFrom(...good[installer]), fc.string({ maxLength: 5 })), { maxLength: 6 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (one) => {
        if (!isPackageName(installer, one)) return
        expect(one).toMatch(/^[A-Za-z0-9@~]/)
        expect(one).not.toMatch(/[`\\$\n\r\0&]/)
      }),
      { numRuns: 2_000 },
    )
  })
})
