import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { extract } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../kernel/clock.ts'
import { contextOf, tarOf } from './context.ts'
import { imageDigest, repositoryOf } from './digest.ts'
import { createFileHashes } from './file-hashes.ts'
import { readFolder } from './folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (files: Record<string, string>, into = folder) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), text)
  }
}
const read = (more: Omit<Parameters<typeof readFolder>[0], 'name' | 'folder'> = {}, from = folder) =>
  readFolder({ name: 'sample', folder: from, ...more })
const paths = async (more = {}) => (await read(more)).entries.map(({ kind, path }) => (kind === 'folder' ? `${path}/` : path))
const context = async (from = folder) => contextOf((await read({}, from)).entries, {}, createFileHashes({ clock: systemClock }))
const digest = async (from = folder, dockerfile = 'FROM x\n') =>
  imageDigest({
    plan: { recipe: dockerfile, dockerfilePath: 'Dockerfile', bases: [{ ref: 'x', setting: null }], buildArgs: {} },
    context: await context(from),
    baseIds: {},
  })

describe('what goes in', () => {
  test('everything but caches, history and what holds secrets', async () => {
    write({
      'main.py': '',
      'lib/a.py': '',
      '.env': '',
      'lib/.env.local': '',
      '.git/config': '',
      '.npmrc': '',
      'lib/.netrc': '',
      'node_modules/x/index.js': '',
      'lib/__pycache__/a.pyc': '',
      '.cortex/Dockerfile': '',
      '.hidden': '',
    })
    expect(await paths()).toEqual(['.hidden', 'lib/', 'lib/a.py', 'main.py'])
  })

  test('.dockerignore is honoured, and can take caches back in but no secrets', async () => {
    write({ '.dockerignore': '# no notes\n*.md\n!README.md\n!**/node_modules\n!.env\ndata\n!data/keep.txt\n' })
    write({ 'a.md': '', 'README.md': '', '.env': '', 'node_modules/x.js': '', 'data/big.bin': '', 'data/keep.txt': '', Dockerfile: '' })
    expect(await paths()).toEqual(['Dockerfile', 'README.md', 'data/keep.txt', 'node_modules/', 'node_modules/x.js'])
    write({ '.dockerignore': '*\n' })
    expect(await paths({ needed: ['Dockerfile'] })).toEqual(['Dockerfile'])
  })

  test('what the tool may change is no part of it, whether it is there or not', async () => {
    write({ 'main.py': '', 'data/now.json': '1', 'fixed/a': '' })
    const granted = [
      { path: './data', mode: 'rw' as const },
      { path: './fixed/', mode: 'ro' as const },
      { path: 'more/deep', mode: 'rw' as const },
    ]
    expect(await paths({ granted })).toEqual(['data/', 'fixed/', 'fixed/a', 'main.py', 'more/', 'more/deep/'])
  })

  test('links inside stay links; links that lead out are refused, however they do it', async () => {
    write({ 'a/file': '' })
    symlinkSync('../a/file', join(folder, 'a/inside'))
    symlinkSync('not-there', join(folder, 'dangling'))
    expect((await read()).entries).toContainEqual({ kind: 'link', path: 'a/inside', target: '../a/file' })
    for (const target of ['/etc/passwd', '../outside', 'a/../../outside', folder]) {
      symlinkSync(target, join(folder, 'bad'))
      await expect(read()).rejects.toThrow(/bad is a link that leads out of the folder/)
      rmSync(join(folder, 'bad'))
    }
    const outside = mkdtempSync(join(tmpdir(), 'cortex-outside-'))
    symlinkSync(outside, join(folder, 'hop'))
    write({ '.dockerignore': 'hop\n' })
    symlinkSync('hop/secret', join(folder, 'second'))
    writeFileSync(join(outside, 'secret'), '')
    await expect(read()).rejects.toThrow(/second is a link that leads out/)
    rmSync(outside, { recursive: true })
  })

  test('sockets and pipes are left out, and do not hold anything up', async () => {
    write({ 'main.py': '' })
    const server = createServer().listen(join(folder, 'socket'))
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(folder, 'pipe')])
    expect(await paths()).toEqual(['main.py'])
    server.close()
  })

  test('too much is refused with the largest file and what to do', async () => {
    write({ 'model.bin': '' })
    truncateSync(join(folder, 'model.bin'), 600 * 2 ** 20)
    await expect(read()).rejects.toThrow(/more than 512 MiB \(the largest file is model\.bin, 600 MiB\)\. Leave out with \.dockerignore/)
  })
})

describe('the digest', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
  const files = fc.dictionary(
    fc.array(name, { minLength: 1, maxLength: 2 }).map((parts) => `${parts.join('/')}.txt`),
    fc.string({ maxLength: 20 }),
    {
      minKeys: 1,
      maxKeys: 4,
    },
  )

  test('is the same for equal folders, wherever they are, and another for any change of a file, its name or its right to be executed', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), async (all, which) => {
        const [one, other] = [mkdtempSync(join(folder, 'a-')), mkdtempSync(join(folder, 'b-'))]
        write(all, one)
        write(all, other)
        for (const path of Object.keys(all)) utimesSync(join(other, path), 1, 1)
        const before = await digest(one)
        expect(await digest(other)).toBe(before)
        const path = Object.keys(all)[which % Object.keys(all).length] ?? ''
        write({ [path]: `${all[path]}!` }, other)
        expect(await digest(other)).not.toBe(before)
        write({ [path]: all[path] ?? '' }, other)
        execFileSync('chmod', ['+x', join(other, path)])
        expect(await digest(other)).not.toBe(before)
        execFileSync('chmod', ['-x', join(other, path)])
        write({ 'another.md': '' }, other)
        expect(await digest(other)).not.toBe(before)
        write({ '.dockerignore': '*.md\n', '.env': 'SECRET=1', 'node_modules/x': '' }, other)
        expect(await digest(other)).toBe(before)
      }),
      { numRuns: 25 },
    )
  })

  test('is another for another Dockerfile, base, id of the base or argument', async () => {
    const of = (more: object, baseIds = {}) =>
      imageDigest({
        plan: { recipe: 'FROM x', dockerfilePath: 'Dockerfile', bases: [{ ref: 'x', setting: null }], buildArgs: {}, ...more },
        context: [],
        baseIds,
      })
    const all = [
      of({}),
      of({ recipe: 'FROM y' }),
      of({ dockerfilePath: 'x' }),
      of({ bases: [] }),
      of({ buildArgs: { A: '1' } }),
      of({}, { x: 'sha256:1' }),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('a file that changed shortly before it was read is read again, even when its times and size are as before', async () => {
    const hashOf = createFileHashes({ clock: systemClock })
    const hash = async () => {
      const [entry] = await contextOf((await read()).entries, {}, hashOf)
      return entry?.kind === 'file' ? entry.sha256 : ''
    }
    write({ a: '1' })
    const before = await hash()
    write({ a: '2' })
    expect(await hash()).not.toBe(before)
  })
})

describe('the stream', () => {
  const unpack = async (bytes: Buffer) => {
    const found: { name: string; type: string; mode: number; text: string }[] = []
    const parser = extract()
    parser.on('entry', async (header, stream, next) => {
      found.push({ name: header.name, type: header.type ?? '', mode: header.mode ?? 0, text: (await buffer(stream)).toString() })
      next()
    })
    await new Promise((resolve, reject) => parser.on('finish', resolve).on('error', reject).end(bytes))
    return found
  }

  test('equal folders give equal bytes: sorted, without owner, times and umask', async () => {
    const other = mkdtempSync(join(tmpdir(), 'cortex-folder-'))
    const all = { 'b.sh': 'two', 'a/one': 'one', [`${'long/'.repeat(40)}name`]: 'deep' }
    write(all)
    write(Object.fromEntries(Object.entries(all).reverse()), other)
    execFileSync('chmod', ['-R', 'go-rwx', other])
    execFileSync('chmod', ['700', join(folder, 'b.sh'), join(other, 'b.sh')])
    const [one, two] = [await buffer(tarOf('sample', await context())), await buffer(tarOf('sample', await context(other)))]
    expect(two.equals(one)).toBe(true)
    const entries = await unpack(one)
    expect(entries.slice(0, 3)).toEqual([
      { name: 'a/', type: 'directory', mode: 0o755, text: '' },
      { name: 'a/one', type: 'file', mode: 0o644, text: 'one' },
      { name: 'b.sh', type: 'file', mode: 0o755, text: 'two' },
    ])
    expect(entries.at(-1)?.name).toBe(`${'long/'.repeat(40)}name`)
    rmSync(other, { recursive: true })
  })

  test('a file that changes, grows or becomes a link meanwhile ends it', async () => {
    write({ a: 'one' })
    const entries = await context()
    write({ a: 'two' })
    await expect(buffer(tarOf('sample', entries))).rejects.toThrow(/a changed while the image was being built/)
    write({ a: 'longer' })
    await expect(buffer(tarOf('sample', entries))).rejects.toThrow(/changed/)
    rmSync(join(folder, 'a'))
    symlinkSync('/etc/passwd', join(folder, 'a'))
    await expect(buffer(tarOf('sample', entries))).rejects.toThrow(/ELOOP|too many symbolic links/)
  })
})

test('repositories are what engines take, one for each name', () => {
  expect(repositoryOf('tool', 'slugify')).toBe('cortex/tool-slugify')
  expect(repositoryOf('relic', 'kv_store')).toBe('cortex/relic-kv_store')
  const grammar = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
  const anyName = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,10}$/)
  fc.assert(
    fc.property(anyName, anyName, (a, b) => {
      expect(repositoryOf('tool', a)).toMatch(grammar)
      if (a !== b) expect(repositoryOf('tool', a)).not.toBe(repositoryOf('tool', b))
    }),
  )
})
