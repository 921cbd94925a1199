import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { t } from './messages.ts'

const root = join(import.meta.dirname, '../..')

/** Every sentence of the catalogue by its path, such as `chat.heading`. */
function sentences(node: unknown, path: string[] = []): string[] {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return [path.join('.')]
  return Object.entries(node).flatMap(([key, inner]) => sentences(inner, [...path, key.replaceAll('.', '/')]))
}

/** What one file takes of the catalogue: paths, each with all below it; one that ends in `.*` has only what is directly below. */
function taken(source: string): string[] {
  const paths: string[] = []
  // `const words = t.backups` and `const { words } = t.actions` are other names for a part of it.
  const names = new Map([['t', '']])
  const rest = source
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    .replace(/\bconst (\w+) = t((?:\.\w+)+)(?=[;\n])/g, (_, name: string, path: string) => {
      names.set(name, path.slice(1))
      return ''
    })
    .replace(/\bconst \{([^}]*)\} = t((?:\.\w+)*)(?=[;\n])/g, (whole, inner: string, path: string) => {
      if (inner.includes('...')) return whole
      for (const [, key, name] of inner.matchAll(/(\w+)(?:: (\w+))?/g)) names.set(name ?? key ?? '', [path.slice(1), key].filter(Boolean).join('.'))
      return ''
    })
  for (const [name, start] of names) {
    for (const [, path = '', index = ''] of rest.matchAll(new RegExp(`(?<![\\w.'])${name}((?:\\??\\.\\w+)*)(\\[(?!')|(?![\\w':.]))`, 'g'))) {
      const below = path.replaceAll('?', '').split('.').filter(Boolean)
      if (name !== 't' || below.length > 0) paths.push([start, ...below].filter(Boolean).join('.') + (index && '.*'))
    }
  }
  return paths
}

it('every sentence of the catalogue is said somewhere', () => {
  const files = globSync('renderer/**/*.{ts,tsx}', { cwd: root, exclude: ['**/*.test.ts', 'renderer/app/*messages.ts', 'renderer/app/german/**'] })
  const used = new Set(files.flatMap((file) => taken(readFileSync(join(root, file), 'utf8'))))
  // `.map` of a list and the like end beyond the sentence itself.
  const isSaid = (path: string) =>
    used.has(path.replace(/[^.]+$/, '*')) ||
    path.split('.').some((_, at, keys) => used.has(keys.slice(0, at + 1).join('.'))) ||
    [...used].some((one) => one.startsWith(`${path}.`))
  expect(sentences(t).filter((path) => !isSaid(path))).toEqual([])
})
