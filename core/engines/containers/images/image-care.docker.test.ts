import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import type { ContainerSettings } from '../../../contract/settings.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { realImages } from './testing/real-images.ts'
import { testBaseImages } from './testing.ts'
import { createToolImages } from './tool-images.ts'

const { unique, owner, run, docker, engine, root, write, tool, imagesWith, logOf, call } = realImages()

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
