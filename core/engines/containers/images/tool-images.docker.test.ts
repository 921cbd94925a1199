import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ToolManifest } from '../../../contract/manifests/index.ts'
import { realImages } from './testing/real-images.ts'
import { testBaseImages } from './testing.ts'
import type { ToolSource } from './tool-images.ts'

const { unique, run, docker, engine, root, write, tool, imagesWith, logOf, call, layersOf } = realImages()

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
