import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ToolManifest } from '../../../contract/manifests/index.ts'
import type { ContainerSettings } from '../../../contract/settings.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createDockerEngine } from '../docker/docker-engine.ts'
import { labelsOf } from '../labels.ts'
import type { ContainerEngine } from '../port.ts'
import type { Uses } from './image-uses.ts'
import { testBaseImages } from './testing.ts'
import { createToolImages, type ToolSource } from './tool-images.ts'

const unique = randomBytes(4).toString('hex')
const owner = `images-test-${unique}`
const run = promisify(execFile)
const docker = async (...args: string[]) => (await run('docker', args, { maxBuffer: 2 ** 28 })).stdout.trim()
const never = new AbortController().signal

const real = createDockerEngine()
/** Sees no images but those of this file: others may be at work on the same engine. */
const engine: ContainerEngine = {
  ...real,
  images: {
    ...real.images,
    list: async (labels) => (await real.images.list(labels)).filter((image) => Object.values(image.labels).some((value) => value.includes(unique))),
  },
}
const root = mkdtempSync(join(tmpdir(), 'cortex-images-'))
beforeAll(async () => {
  await engine.refresh()
})
afterAll(async () => {
  const ours = await engine.images.list(labelsOf({ role: 'image' }))
  for (const { id, tags } of ours) for (const ref of tags.length > 0 ? tags : [id]) await engine.images.remove(ref)
  rmSync(root, { recursive: true, force: true })
  await engine.close()
})

const write = (folder: string, files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** A tool in a folder of its own. Its code says who made it, so that no other test's cache stands in for a build. */
function tool(
  what: string,
  type: ToolManifest['implementation']['type'],
  script: string,
  files: Record<string, string>,
  more: Partial<ToolManifest> = {},
): ToolSource {
  const name = `${what}_${unique}`
  const folder = mkdtempSync(join(root, `${what}-`))
  const manifest: ToolManifest = { kind: 'Tool', name, implementation: { type, script }, ...more }
  write(folder, { 'tool.yml': JSON.stringify(manifest, null, 2), 'unique.txt': unique, ...files })
  return { manifest, file: join(folder, 'tool.yml'), folder, digest: 'd1' }
}

function imagesWith(settings: ContainerSettings = {}, more: { nowMs?: () => number; isInForce?: () => boolean } = {}) {
  let kept: Uses | null = null
  return createToolImages({
    engine,
    settings: () => ({ baseImages: testBaseImages, ...settings }),
    owner,
    clock: more.nowMs ? { now: more.nowMs } : systemClock,
    logger: silentLogger,
    uses: {
      read: async () => kept,
      async write(uses) {
        kept = uses
      },
    },
    ...(more.isInForce ? { isInForce: more.isInForce } : {}),
  })
}

const logOf = () => {
  const lines: string[] = []
  return { lines, signal: never, onLog: (line: string) => void lines.push(line) }
}

/** Runs an image as the workstation does, as far as it matters here. */
async function call(tag: string, input: unknown): Promise<string> {
  const child = spawn('docker', ['run', '--rm', '-i', '--network', 'none', '--read-only', '--cap-drop', 'ALL', tag])
  child.stdin.end(JSON.stringify(input))
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
  return (stdout || stderr).trim()
}

const layersOf = async (ref: string): Promise<string[]> => JSON.parse(await docker('image', 'inspect', ref, '--format', '{{json .RootFS.Layers}}'))

describe('a folder becomes an image that takes JSON and gives JSON', () => {
  const images = imagesWith()
  afterAll(() => images.close())
  const built = async (source: ToolSource) => (await images.build(source, logOf())).tag

  test('Python with a pip dependency; the code cannot be changed by the tool', async () => {
    const main = `import humanize, json, os, sys
given = json.load(sys.stdin)
def can_write(path):
    try:
        open(path, "a").close()
        return True
    except OSError:
        return False
print(json.dumps({"text": humanize.intcomma(given["n"]), "uid": os.getuid(), "canWrite": can_write("/tool/main.py") or can_write("/tool/new")}))
`
    const tag = await built(tool('py', 'python', './main.py', { 'main.py': main }, { build: { dependencies: ['humanize==4.9.0'] } }))
    expect(tag).toMatch(new RegExp(`^cortex/tool-py_${unique}:[0-9a-f]{40}$`))
    expect(JSON.parse(await call(tag, { n: 1_234_567 }))).toEqual({ text: '1,234,567', uid: 10001, canWrite: false })
  })

  test('Python with a requirements file that includes another, and a pyproject.toml', async () => {
    const main = 'import six, json, sys\njson.load(sys.stdin)\nprint(json.dumps(six.__version__))\n'
    const files = { 'main.py': main, 'deps/all.txt': '-r base.txt\n', 'deps/base.txt': 'six==1.16.0\n' }
    expect(JSON.parse(await call(await built(tool('req', 'python', 'main.py', files, { build: { requirements: './deps/all.txt' } })), {}))).toBe(
      '1.16.0',
    )
    const project = { 'main.py': main, 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["six==1.15.0"]\n' }
    expect(JSON.parse(await call(await built(tool('proj', 'python', 'main.py', project, { build: { engine: 'pip' } })), {}))).toBe('1.15.0')
  })

  test('Node with an npm dependency, and with a lock file', async () => {
    const main =
      'import pad from "left-pad"\nimport { text } from "node:stream/consumers"\nconsole.log(JSON.stringify(pad(JSON.parse(await text(process.stdin)).s, 5, "-")))\n'
    const listed = await built(tool('npm', 'node', './main.mjs', { 'main.mjs': main }, { build: { dependencies: ['left-pad@1.3.0'] } }))
    expect(JSON.parse(await call(listed, { s: 'ab' }))).toBe('---ab')
    const folder = mkdtempSync(join(root, 'lock-'))
    write(folder, { 'package.json': '{"name":"x","version":"1.0.0","dependencies":{"left-pad":"^1.2.0"}}' })
    await run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder })
    const files = Object.fromEntries(['package.json', 'package-lock.json'].map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
    const log = logOf()
    const { tag } = await images.build(tool('lock', 'node', './main.mjs', { 'main.mjs': main, ...files }, { build: { engine: 'npm' } }), log)
    expect(log.lines.join('\n')).toContain('"ci"')
    expect(JSON.parse(await call(tag, { s: 'abc' }))).toBe('--abc')
  })

  test('Bash with a package of the operating system', async () => {
    const tag = await built(tool('sh', 'bash', './main.sh', { 'main.sh': 'jq -c .a\n' }, { build: { packages: ['jq'] } }))
    expect(await call(tag, { a: { b: 1 } })).toBe('{"b":1}')
  })

  test('Go with a module: one static file on the base for shell tools; the next build compiles the code alone', async () => {
    const main = (word: string) => `package main

import (
	"encoding/json"
	"os"

	"github.com/google/uuid"
)

func main() {
	var given struct{ Space string }
	json.NewDecoder(os.Stdin).Decode(&given)
	json.NewEncoder(os.Stdout).Encode("${word} " + uuid.NewSHA1(uuid.NameSpaceDNS, []byte(given.Space)).String())
}
`
    const source = tool('go', 'go', './main.go', { 'main.go': main('one') }, { build: { dependencies: ['github.com/google/uuid@v1.6.0'] } })
    expect(JSON.parse(await call(await built(source), { Space: 'example.com' }))).toBe('one cfbff0d1-9375-5685-968c-48ce8b15ae17')
    write(source.folder, { 'main.go': main('two') })
    const log = logOf()
    const { tag } = await images.build(source, log)
    const steps = log.lines.join('\n').split(/^Step /m)
    const ofGet = steps.find((step) => step.includes('RUN ["go", "get"'))
    const ofImports = steps.find((step) => step.includes('go build \\"$@\\"'))
    expect([ofGet, ofImports].map((step) => step?.includes('Using cache'))).toEqual([true, true])
    expect(await call(tag, { Space: 'example.com' })).toContain('two ')
  })

  test('a Dockerfile of its own, with the base of the settings', async () => {
    const dockerfile = `ARG BASE_BASH\nFROM \${BASE_BASH}\nWORKDIR /own\nCOPY main.sh .\nENTRYPOINT ["bash", "main.sh"]\n`
    const source = tool(
      'own',
      'bash',
      './main.sh',
      { 'main.sh': 'echo "own $(cat)"\n', 'own.Dockerfile': dockerfile },
      { build: { dockerfile: './own.Dockerfile' } },
    )
    expect(await call(await built(source), 1)).toBe('own 1')
    const folder = { name: `relic_${unique}`, file: source.file, folder: source.folder, digest: 'd1', path: './image' }
    write(source.folder, {
      'image/Dockerfile': `ARG BASE_REDIS\nFROM \${BASE_REDIS}\nCOPY note /note\nCOPY .cortex/certificates.pem /ca.pem\nRUN grep -q BEGIN /ca.pem\nCMD ["cat", "/note"]\n`,
      'image/note': unique,
    })
    expect(await images.findFolder(folder)).toBeNull()
    const { tag } = await images.buildFolder(folder, logOf())
    expect(tag).toContain(`cortex/relic-relic_${unique}:`)
    expect(await images.findFolder(folder)).toMatchObject({ tag })
    expect(await call(tag, null)).toBe(unique)
    await expect(images.buildFolder({ ...folder, path: '../..' }, logOf())).rejects.toThrow(/no folder inside/)
  })
})

describe('what is built is not built again', () => {
  const source = () =>
    tool('again', 'python', './main.py', { 'main.py': 'print("[1]")\n', '.dockerignore': 'notes\n' }, { build: { dependencies: ['six==1.16.0'] } })

  test('unchanged: one look; changed code: only the last layer; force: all', async () => {
    const images = imagesWith()
    const one = source()
    expect(await images.find(one)).toBeNull()
    const first = await images.build(one, logOf())
    const log = logOf()
    expect(await images.build(one, log)).toMatchObject({ tag: first.tag, imageId: first.imageId, isFromCache: true })
    write(one.folder, { notes: 'left out', '.env': 'TOKEN=1' })
    expect(await images.find(one)).toMatchObject({ id: first.imageId, tag: first.tag })
    expect(log.lines).toEqual([])

    write(one.folder, { 'main.py': 'print("[2]")\n' })
    expect(await images.find(one)).toBeNull()
    const second = await images.build(one, logOf())
    expect(second.tag).not.toBe(first.tag)
    const [before, after] = [await layersOf(first.tag), await layersOf(second.tag)]
    expect(after.length).toBe(before.length)
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1))
    expect(after.at(-1)).not.toBe(before.at(-1))
    expect(await call(second.tag, {})).toBe('[2]')

    const forced = await images.build(one, { ...logOf(), force: true })
    expect(forced).toMatchObject({ tag: second.tag, isFromCache: false })
    await expect.poll(() => engine.images.inspect(second.imageId), { timeout: 10_000 }).toBeNull()
    expect((await layersOf(forced.tag)).slice(0, -1)).not.toEqual(after.slice(0, -1))
    await images.close()
  })

  test('an equal folder elsewhere is the same image, and two who ask at once share the build', async () => {
    const images = imagesWith()
    const [one, same] = [source(), source()]
    write(one.folder, { 'more.txt': `shared ${unique}` })
    write(same.folder, { 'more.txt': `shared ${unique}` })
    const [a, b] = [logOf(), logOf()]
    const [first, second] = await Promise.all([images.build(one, a), images.build(same, b)])
    expect(second).toEqual(first)
    expect(b.lines).toEqual(a.lines)
    await images.close()
  })
})

describe('when it does not work', () => {
  const images = imagesWith()
  afterAll(() => images.close())

  test.each([
    [
      'pip',
      'python',
      { dependencies: ['humanizee-nope==1'] },
      /No matching distribution found for humanizee-nope==1\. It failed at line \d+ of the Dockerfile, made from build\.dependencies/,
    ],
    ['npm', 'node', { dependencies: ['left-padd-nope-nope@1'] }, /Not Found.*left-padd-nope-nope.*made from build\.dependencies/],
    ['apt', 'bash', { packages: ['no-such-package-here'] }, /Unable to locate package no-such-package-here.*made from build\.packages/],
  ] as const)('%s: the cause, the line and the key', async (what, type, build, message) => {
    const log = logOf()
    const source = tool(
      `bad${what}`,
      type,
      './main',
      { main: '' },
      { build: structuredClone(build) as unknown as NonNullable<ToolManifest['build']> },
    )
    await expect(images.build(source, log)).rejects.toMatchObject({ code: 'BUILD_FAILED', message: expect.stringMatching(message) as string })
    expect(log.lines.some((line) => /nope|no-such/.test(line))).toBe(true)
    expect(await images.find(source)).toBeNull()
  })

  test('Go that does not compile: the line of the code', async () => {
    const source = tool('badgo', 'go', './main.go', { 'main.go': 'package main\n\nfunc main() {\n\tundefinedThing()\n}\n' })
    await expect(images.build(source, logOf())).rejects.toThrow(
      /main\.go:4:2: undefined: undefinedThing\. It failed at line \d+ of the Dockerfile, made from implementation\.script/,
    )
  })

  test('a base image that cannot be had: which one, and which setting', async () => {
    const offline = imagesWith({ baseImages: { python: 'localhost:1/python:3' } })
    await expect(offline.build(tool('nobase', 'python', './main.py', { 'main.py': '' }), logOf())).rejects.toThrow(
      /base image localhost:1\/python:3 is not on this computer and could not be pulled: .* in the setting containers\.baseImages\.python\.$/,
    )
    await offline.close()
  })

  test('stopped: the step ends, and nothing is left of it', async () => {
    const seconds = 500 + Number.parseInt(unique.slice(0, 3), 16)
    const dockerfile = `FROM ${testBaseImages.bash}\nCOPY unique.txt /\nRUN ["sleep", "${seconds}"]\n`
    const source = tool('stop', 'bash', './main.sh', { 'main.sh': '', Dockerfile: dockerfile }, { build: { dockerfile: './Dockerfile' } })
    const stop = new AbortController()
    const isSleeping = Promise.withResolvers<void>()
    const building = images.build(source, { signal: stop.signal, onLog: (line) => line.includes('Running in') && isSleeping.resolve() })
    await isSleeping.promise
    const sleeping = () => docker('ps', '-a', '--no-trunc', '--format', '{{.Command}}').then((all) => all.includes(`sleep ${seconds}`))
    await expect.poll(sleeping).toBe(true)
    stop.abort()
    await expect(building).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect.poll(sleeping, { timeout: 5_000 }).toBe(false)
    expect(await images.find(source)).toBeNull()
  })
})

describe('authorities and secrets', () => {
  const fakeKey = `-----BEGIN PRIVATE KEY-----\nsecretkey${unique}\n-----END PRIVATE KEY-----\n`

  test("this computer's authorities and those of the settings are trusted by builds and tools; keys beside them stay out", async () => {
    const file = join(root, 'own.pem')
    writeFileSync(file, `${fakeKey}${rootCertificates[0]}\n`)
    const images = imagesWith({ certificates: [file], useHostCertificates: true })
    const main =
      'import json, os, ssl\ncontext = ssl.create_default_context()\npath = os.environ["SSL_CERT_FILE"]\nprint(json.dumps({"path": path, "count": len(context.get_ca_certs()), "text": open(path).read()}))\n'
    // The build reaches the package index through the bundle alone: PIP_CERT names nothing else.
    const { tag } = await images.build(tool('ca', 'python', './main.py', { 'main.py': main }, { build: { dependencies: ['six==1.16.0'] } }), logOf())
    const seen = JSON.parse(await call(tag, {})) as { path: string; count: number; text: string }
    expect(seen.path).toBe('/etc/cortex/certificates.pem')
    expect(seen.count).toBeGreaterThan(50)
    expect(seen.text).toContain(rootCertificates[0]?.trim())
    expect(seen.text).not.toContain('secretkey')
    writeFileSync(file, fakeKey)
    await expect(images.plan(tool('ca2', 'python', './main.py', { 'main.py': '' }))).rejects.toThrow(/own\.pem, which holds no certificate/)
    await images.close()
  })

  test('passwords of proxies and files that hold secrets are in no layer and no history', async () => {
    const password = `hunter2${unique}`
    const proxy = `http://person:${password}@127.0.0.1:9`
    const images = imagesWith({ proxy: { http: proxy, https: proxy, none: '*' } })
    const files = {
      'main.py': `# marker-${unique}\nprint(1)\n`,
      '.env': `TOKEN=${password}`,
      '.npmrc': `//x/:_authToken=${password}`,
      'deep/.git/config': password,
    }
    const log = logOf()
    const { tag } = await images.build(tool('secret', 'python', './main.py', files, { build: { dependencies: ['six==1.16.0'] } }), log)
    const saved = join(root, 'saved.tar')
    await docker('save', '-o', saved, tag)
    const count = async (word: string) => Number((await run('grep', ['-a', '-c', word, saved]).catch((error: { stdout: string }) => error)).stdout)
    expect(await count(`marker-${unique}`)).toBeGreaterThan(0)
    expect(await count(password)).toBe(0)
    expect(JSON.stringify(await engine.images.history(tag))).not.toContain(password)
    expect(await docker('image', 'inspect', tag)).not.toContain(password)
    expect(log.lines.join('\n')).not.toContain(password)

    // The proxy did reach the build.
    const own = {
      Dockerfile: `FROM ${testBaseImages.bash}\nRUN test "$HTTP_PROXY" = "$https_proxy" && echo "$HTTP_PROXY" | grep -q 127.0.0.1:9\nCOPY unique.txt /\n`,
      'main.sh': '',
    }
    const proxied = await images.build(tool('proxied', 'bash', './main.sh', own, { build: { dockerfile: 'Dockerfile' } }), log)
    expect(await docker('image', 'inspect', proxied.tag)).not.toContain(password)
    await images.close()
  })
})

test('what is left out is what Docker itself leaves out', async () => {
  const folder = mkdtempSync(join(root, 'ignore-'))
  const files = [
    'a.md',
    'b/a.md',
    'b/c/README.md',
    'README.md',
    'data/x',
    'data/keep',
    'lib/data/y',
    'x1',
    'xa',
    'z/deep/log.txt',
    'z/log.txt',
    'b/tmp/q',
    'tmp/q',
    'e f',
    'k+l',
  ]
  const ignore = '# comment\n**/*.md\n!README.md\n!b/**/README.md\ndata\n!data/keep\nx[0-9]\n/z/**/log.txt\n**/tmp\ne?f\nk+l\n'
  write(folder, {
    ...Object.fromEntries(files.map((path) => [path, path])),
    Dockerfile: `FROM ${testBaseImages.bash}\nCOPY . /ctx\nRUN cd /ctx && find . -type f | sort > /list\n`,
  })
  write(folder, { '.dockerignore': ignore })
  const tag = `cortex-images-test:${unique}`
  await run('docker', ['build', '-q', '--label', `test=${unique}`, '-t', tag, folder], { env: { ...process.env, DOCKER_BUILDKIT: '0' } })
  const theirs = (await docker('run', '--rm', tag, 'cat', '/list')).split('\n').map((path) => path.slice(2))
  await docker('rmi', tag)
  const images = imagesWith()
  const { contextFiles } = await images.plan({ ...tool('ign', 'bash', 'README.md', {}, { build: { dockerfile: './Dockerfile' } }), folder })
  expect([...contextFiles].sort()).toEqual(theirs.filter((path) => path !== '.dockerignore').sort())
  await images.close()
})

describe('pruning', () => {
  const hour = 3_600_000

  test('versions that were replaced go once nobody uses them; the one in force stays', async () => {
    let nowMs = Date.now()
    const images = imagesWith({}, { nowMs: () => nowMs })
    const source = tool('prune', 'bash', './main.sh', { 'main.sh': 'sleep 300\n' })
    const first = await images.build(source, logOf())
    const container = await docker('run', '-d', '-i', '--network', 'none', first.tag)
    write(source.folder, { 'main.sh': 'echo 2\n' })
    const second = await images.build(source, logOf())
    nowMs += hour
    await images.prune()
    expect(await engine.images.inspect(first.tag)).not.toBeNull()
    await docker('rm', '-f', container)
    const pruned = await images.prune()
    expect(pruned.removed).toBeGreaterThan(0)
    expect([await engine.images.inspect(first.tag), (await engine.images.inspect(second.tag))?.id]).toEqual([null, second.imageId])
    await images.close()
  })

  test('above the limit the ones used longest ago go first; a tool that is gone goes after a day', async () => {
    let nowMs = Date.now()
    const settings: ContainerSettings = {}
    const images = imagesWith(settings, { nowMs: () => nowMs })
    const sized = (name: string) => tool(name, 'bash', './main.sh', { 'main.sh': '', 'big.bin': `${name}${'x'.repeat(4_000_000)}` })
    const [old, young] = [await images.build(sized('lru1'), logOf()), await images.build(sized('lru2'), logOf())]
    nowMs += hour
    await images.used(old.tag)
    nowMs += 60_000
    await images.used(young.tag)
    nowMs += 60_000
    await images.prune()
    expect(await engine.images.inspect(old.tag)).not.toBeNull()
    await images.close()

    const strict = createToolImages({
      engine: {
        ...engine,
        images: { ...engine.images, list: async (labels) => (await engine.images.list(labels)).filter(({ tags }) => tags.join().includes('lru')) },
        disk: async () => ({ ...(await engine.disk()), imagesBytes: 10_000_000 }),
      },
      settings: () => ({ baseImages: testBaseImages, cacheLimit: '7M' }),
      owner,
      clock: { now: () => nowMs },
      logger: silentLogger,
      uses: { read: async () => ({ usedAtMs: { [old.tag]: nowMs - hour, [young.tag]: nowMs }, current: {}, bases: {} }), write: async () => {} },
    })
    await strict.prune()
    expect([await engine.images.inspect(old.tag), (await engine.images.inspect(young.tag))?.id]).toEqual([null, young.imageId])
    await strict.close()

    nowMs += 25 * hour
    const gone = imagesWith({}, { nowMs: () => nowMs, isInForce: () => false })
    await gone.prune()
    expect(await engine.images.inspect(young.tag)).toBeNull()
    await gone.close()
  })
})
