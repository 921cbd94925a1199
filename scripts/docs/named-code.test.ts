import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { listFiles } from '../build/project-files.ts'
import { findUntruths } from './named-code.ts'

const root = dirname(dirname(import.meta.dirname))
const pages = ['README.md', 'core/README.md', ...listFiles(root, ['docs'], (path) => path.endsWith('.md') && !path.startsWith('docs/reference/'))]

it.each(pages)('%s names nothing that is not there', (page) => {
  expect(findUntruths(root, page)).toEqual([])
})

it('every page of docs/ can be reached from its table of contents', () => {
  const contents = readFileSync(join(root, 'docs/README.md'), 'utf8') + readFileSync(join(root, 'docs/decisions/README.md'), 'utf8')
  const lost = listFiles(root, ['docs'], (path) => path.endsWith('.md') && !path.endsWith('README.md')).filter(
    (path) => !contents.includes(`(${path.replace(/^docs\/(decisions\/)?/, '')})`),
  )
  expect(lost).toEqual([])
})

it('finds a dead path, a wrong name, a false quote and a dead link, and leaves what is true alone', () => {
  const root = mkdtempSync(join(tmpdir(), 'cortex-docs-'))
  const lines = [
    'See `kept` in `core/a.ts`, `run()` (`core/a.ts`) and `gone` in `core/a.ts`; `kep` stands alone.',
    '```ts',
    'export const kept = 1',
    '…',
    'return kept }',
    '```',
    '```ts',
    'export const kept = 2',
    '```',
    '`core/b.ts` and [this](page.md#top) and [that](other.md).',
  ]
  try {
    mkdirSync(join(root, 'core'))
    mkdirSync(join(root, 'docs/tour'), { recursive: true })
    writeFileSync(join(root, 'core/a.ts'), 'export const kept = 1\nexport function run() {\n  return kept\n}\n')
    for (const page of ['page.md', 'docs/tour/page.md']) writeFileSync(join(root, page), lines.join('\n'))
    const untruths = [
      '1 names gone, which core/a.ts does not hold',
      '7 quotes what core/a.ts does not hold: exportconstkept=2',
      '10 names core/b.ts, which is not there',
      '10 links to other.md, which is not there',
    ]
    expect(findUntruths(root, 'page.md')).toEqual(untruths.map((what) => `page.md:${what}`))
    const onTour = untruths.toSpliced(1, 0, '1 names kep, which no file named here holds')
    expect(findUntruths(root, 'docs/tour/page.md')).toEqual(onTour.map((what) => `docs/tour/page.md:${what}`))
  } finally {
    rmSync(root, { recursive: true })
  }
})
