import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agent, type Files, temporaryFolder, testRegistry, tool } from '../registry.fixtures.ts'
import { type GitLimits, gitLimits } from './git-source.ts'

/** Real repositories on this disk; only tests fetch by `file`. */
const local: GitLimits = { ...gitLimits, protocols: ['file'] }
const trace = temporaryFolder()
afterAll(() => trace.remove())

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'protocol.file.allow=always', '-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

function repository(files: Files, prepare?: (path: string) => void) {
  const folder = temporaryFolder(files)
  git(folder.path, 'init', '-q', '-b', 'main')
  prepare?.(folder.path)
  git(folder.path, 'add', '-A')
  git(folder.path, 'commit', '-qm', 'x')
  return { ...folder, url: pathToFileURL(folder.path).href, commit: git(folder.path, 'rev-parse', 'HEAD').trim() }
}

let pack: ReturnType<typeof repository>
beforeAll(() => {
  pack = repository({
    'tools/adder/tool.yml': tool('adder'),
    'tools/adder/main.py': 'print(1)\n',
    'agents/helper.md': `---\n${agent('helper')}---\nHi\n`,
    // What would happen if anything of the repository were carried out.
    '.gitattributes': '* filter=evil\n',
    'README.md': '# Pack',
  })
})
afterAll(() => pack.remove())

test('a repository is fetched, previewed with its commit, and installed without its history', async () => {
  await using at = await testRegistry({}, { git: local })
  const preview = await at.registry.preview({ git: pack.url })
  expect(preview).toMatchObject({ canInstall: true, fileCount: 5, source: { type: 'git', from: pack.url, commit: pack.commit } })
  const { folder, installed } = await at.registry.install(preview.previewId)
  expect(installed).toHaveLength(2)
  expect(existsSync(`${folder}/.git`)).toBe(false)
  expect(at.registry.get('Agent', 'helper')?.body).toBe('Hi')
  expect(readdirSync(at.at(`personal/.staging-${process.pid}`))).toEqual([])
})

test('a branch, a folder, or one file of it can be meant', async () => {
  git(pack.path, 'branch', 'other')
  await using at = await testRegistry({}, { git: local })
  expect(await at.registry.preview({ git: pack.url, ref: 'other', subfolder: 'tools/adder' })).toMatchObject({
    ...{ name: 'adder', fileCount: 2, canInstall: true },
    manifests: [{ name: 'adder', file: 'tool.yml' }],
  })
  expect(await at.registry.preview({ git: pack.url, subfolder: 'agents/helper.md' })).toMatchObject({ name: 'helper', canInstall: true })
  expect(await at.registry.preview({ git: pack.url, subfolder: 'nowhere' })).toMatchObject({ reason: 'There is no nowhere in the repository.' })
  await expect(at.registry.preview({ git: pack.url, ref: 'nowhere' })).rejects.toThrow('no branch or tag named nowhere')
})

test('no hook, filter or template runs, neither of the repository nor of the person', async () => {
  const home = temporaryFolder({ 'template/hooks/post-checkout': `#!/bin/sh\ntouch ${trace.at('hook')}\n` })
  chmodSync(home.at('template/hooks/post-checkout'), 0o755)
  home.write({
    '.gitconfig': `[init]\n templateDir = ${home.at('template')}\n[core]\n hooksPath = ${home.at('template/hooks')}\n fsmonitor = touch ${trace.at('monitor')}\n[filter "evil"]\n smudge = touch ${trace.at('filter')}\n`,
  })
  const before = process.env.HOME
  process.env.HOME = home.path
  try {
    await using at = await testRegistry({}, { git: local })
    expect((await at.registry.preview({ git: pack.url })).canInstall).toBe(true)
    expect(readdirSync(trace.path)).toEqual([])
  } finally {
    process.env.HOME = before
    home.remove()
  }
})

test.each<[what: string, files: Files, prepare: (path: string) => void, why: string]>([
  ['a symbolic link', { 'agent.yml': agent('a') }, (path) => symlinkSync('/etc/passwd', `${path}/passwd`), 'symbolic link (passwd)'],
  [
    'a submodule',
    { 'agent.yml': agent('a') },
    (path) => {
      git(path, 'init', '-q', 'sub')
      git(`${path}/sub`, 'commit', '-q', '--allow-empty', '-m', 'x')
    },
    'submodule (sub)',
  ],
  ['a file in Git LFS', { 'agent.yml': agent('a'), 'big.bin': 'version https://git-lfs.github.com/spec/v1\noid x\n' }, () => {}, 'kept in Git LFS'],
  [
    'too many files',
    { 'agent.yml': agent('a') },
    (path) => {
      mkdirSync(`${path}/f`)
      for (let index = 0; index < 2_000; index++) writeFileSync(`${path}/f/${index}`, '')
    },
    'more than 2000 files. Give the address of the folder',
  ],
  ['a file too large', { 'agent.yml': agent('a'), zeros: Buffer.alloc(51_000_000) }, () => {}, 'larger than 50 MB. Give the address'],
  ['no manifest', { 'readme.txt': 'Hi' }, () => {}, 'holds no manifest'],
])('a repository with %s is refused', async (_, files, prepare, why) => {
  const source = repository(files, prepare)
  try {
    await using at = await testRegistry({}, { git: local })
    const preview = await at.registry.preview({ git: source.url })
    expect(preview).toMatchObject({ canInstall: false, reason: expect.stringContaining(why), source: { commit: source.commit } })
  } finally {
    source.remove()
  }
})

test('an empty repository, one that is not there, and one that is too large say so', async () => {
  const empty = temporaryFolder()
  git(empty.path, 'init', '-q')
  const noise = repository({ 'agent.yml': agent('a'), noise: Buffer.from(Array.from({ length: 3_000_000 }, () => Math.floor(Math.random() * 256))) })
  try {
    await using at = await testRegistry({}, { git: local })
    expect((await at.registry.preview({ git: pathToFileURL(empty.path).href })).reason).toBe('The repository is empty.')
    await expect(at.registry.preview({ git: 'file:///nowhere/at/all' })).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: expect.stringContaining('no repository at this address'),
    })
    await using small = await testRegistry({}, { git: { ...local, maxFetchBytes: 1_000_000 } })
    expect((await small.registry.preview({ git: noise.url })).reason).toContain('larger than 1 MB')
  } finally {
    empty.remove()
    noise.remove()
  }
})

/** A host that takes connections and never says a word. */
async function silentHost() {
  const sockets = new Set<import('node:net').Socket>()
  let connected = () => {}
  const isConnected = new Promise<void>((resolve) => {
    connected = resolve
  })
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    connected()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/a`,
    isConnected,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
const overHttp: GitLimits = { ...gitLimits, protocols: ['http'] }

test('fetching stops when the person stops it', async () => {
  await using host = await silentHost()
  await using at = await testRegistry({}, { git: overHttp })
  const stop = new AbortController()
  const preview = at.registry.preview({ git: host.url }, stop.signal)
  await host.isConnected
  stop.abort()
  await expect(preview).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(readdirSync(at.at(`personal/.staging-${process.pid}`))).toEqual([])
})

test('a host that does not answer is given up at the deadline', async () => {
  await using host = await silentHost()
  await using at = await testRegistry({}, { git: { ...overHttp, deadlineMs: 400 } })
  await expect(at.registry.preview({ git: host.url })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
})

test('without git on this computer it says what to do', async () => {
  const before = process.env.PATH
  process.env.PATH = dirname(trace.path)
  try {
    await using at = await testRegistry({}, { git: local })
    await expect(at.registry.preview({ git: pack.url })).rejects.toMatchObject({
      code: 'GIT_MISSING',
      message: expect.stringContaining('git-scm.com'),
    })
  } finally {
    process.env.PATH = before
  }
})

test('only https and ssh are fetched unless a test says otherwise', async () => {
  await using at = await testRegistry({})
  await expect(at.registry.preview({ git: pack.url })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(at.registry.preview({ git: 'ext::sh -c id' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})
