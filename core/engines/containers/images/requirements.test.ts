import { expect, test } from 'vitest'
import { pyprojectDependencies, readRequirements } from './requirements.ts'

test('packages, comments, hashes, continued lines and included files are read', () => {
  const text = [
    '# what it needs',
    'humanize==4.9.0  # sizes',
    `six==1.16.0 \\`,
    `    --hash=sha256:${'a'.repeat(64)} \\`,
    `    --hash=sha256:${'b'.repeat(64)}`,
    '-r more/base.txt',
    '--constraint=pins.txt',
    '--require-hashes',
    '--only-binary :all:',
    '',
    'tomli; python_version < "3.11"',
  ].join('\r\n')
  expect(readRequirements(text)).toEqual({
    packages: 3,
    includes: [
      { path: 'more/base.txt', line: 6 },
      { path: 'pins.txt', line: 7 },
    ],
    problems: [],
  })
})

test('what changes where packages come from, or is no package, is a problem at its line', () => {
  const { problems } = readRequirements('six\n--extra-index-url https://evil/simple\n-e .\n./wheels/x.whl\nx; rm -rf /\n--trusted-host=evil\n')
  expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6])
  expect(problems[0]?.detail).toContain('--extra-index-url')
  expect(problems[0]?.detail).toContain('containers.registries.pip')
})

test('the plain list of a pyproject.toml is read, and nothing is guessed', () => {
  const text =
    '[build-system]\nrequires = ["setuptools"]\n\n[project]\nname = "x"\ndependencies = [\n  "humanize==4.9.0", # sizes\n  \'six>=1\',\n]\n\n[tool.ruff]\ndependencies = ["no"]\n'
  expect(pyprojectDependencies(text)).toEqual(['humanize==4.9.0', 'six>=1'])
  expect(pyprojectDependencies('[project]\ndependencies = []')).toEqual([])
  expect(pyprojectDependencies('[tool.ruff]\nline-length = 100\n')).toBe('none')
  expect(pyprojectDependencies('[project]\nname = "x"\n')).toBe('none')
  expect(pyprojectDependencies('[project]\ndynamic = ["version", "dependencies"]\n')).toBe('hard')
  expect(pyprojectDependencies('[project]\ndependencies = ["a\\u0041"]\n')).toBe('hard')
  expect(pyprojectDependencies('[project]\ndependencies = ["a"')).toBe('hard')
})
