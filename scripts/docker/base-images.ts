import { createReadStream, statSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContainerEngine } from '../../core/engines/containers/port.ts'
import { run } from '../test/run.ts'
import { buildImage, type Entry } from './build-image.ts'
import { makeDebianImage } from './debian-image.ts'

type BaseName = 'bash' | 'python' | 'node' | 'go' | 'redis'
/** An image for each, by what is in it. */
export type BaseImages = Record<BaseName, string>

/** Made here from Debian. */
export const localImages = (prefix = 'cortex-base'): BaseImages => ({
  bash: `${prefix}/debian:12`,
  python: `${prefix}/python:3`,
  node: `${prefix}/node:24`,
  go: `${prefix}/go:1`,
  redis: `${prefix}/redis:7`,
})
/** What the product builds on unless the settings say otherwise. */
const publicImages: BaseImages = { bash: 'debian:12-slim', python: 'python:3.13-slim', node: 'node:24-slim', go: 'golang:1.25', redis: 'redis:7' }
const names = Object.keys(publicImages) as BaseName[]

const pullWithinMs = 600_000

/**
 * An image for each: those of an earlier run, else the public ones, else (`release` of Debian given) ones made here. Rejects with an
 * Error that says why there are none.
 */
export async function chooseBaseImages(root: string, engine: ContainerEngine, release: string | null, local = localImages()): Promise<BaseImages> {
  if (await areThere(engine, local)) return local
  const why = await pullAll(engine)
  if (why === null) return publicImages
  if (release === null) throw new Error(`no base images: ${why}`)
  console.log('No public images can be fetched here; making the same from Debian (once, some minutes) …')
  await timed(local.bash, async () => {
    if (!(await engine.images.inspect(local.bash))) await makeDebianImage(root, engine, release, local.bash)
  })
  await Promise.all(
    names.map(async (name) => {
      if (await engine.images.inspect(local[name])) return
      await timed(local[name], () => make(root, engine, name, local))
    }),
  )
  return local
}

async function areThere(engine: ContainerEngine, images: BaseImages): Promise<boolean> {
  return (await Promise.all(names.map((name) => engine.images.inspect(images[name])))).every((image) => image !== null)
}

/** null when all are there; the smallest one first, because where it cannot be had the others cannot either. */
async function pullAll(engine: ContainerEngine): Promise<string | null> {
  const pull = async (ref: string) => {
    if (await engine.images.inspect(ref)) return
    await timed(ref, () => engine.images.pull(ref, { signal: AbortSignal.timeout(pullWithinMs), onProgress: () => undefined }))
  }
  try {
    await pull(publicImages.bash)
    await Promise.all(names.map((name) => pull(publicImages[name])))
    return null
  } catch (error) {
    return (error as Error).message
  }
}

async function make(root: string, engine: ContainerEngine, name: BaseName, local: BaseImages): Promise<void> {
  const install = (packages: string, after = 'true') =>
    `FROM ${local.bash}\nRUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${packages} >/dev/null && rm -rf /var/lib/apt/lists/* && ${after}\n`
  switch (name) {
    case 'bash':
      return
    case 'python':
      // Without the mark that lets only Debian install packages: in an image, pip may.
      return buildImage(
        engine,
        local.python,
        install('python3 python3-pip python3-venv', 'ln -sf python3 /usr/bin/python && rm -f /usr/lib/python3*/EXTERNALLY-MANAGED'),
      )
    case 'go':
      return buildImage(engine, local.go, install('golang-go'))
    case 'redis':
      return buildImage(engine, local.redis, install('redis-server'))
    case 'node':
      return makeNodeImage(root, engine, local.node, install('libstdc++6 libatomic1'))
  }
}

/** With the Node that the project itself runs on, and npm from its registry. */
async function makeNodeImage(root: string, engine: ContainerEngine, tag: string, dockerfile: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cortex-npm-'))
  try {
    const packed = await run('npm', ['pack', '--silent', 'npm@11'], { cwd: folder, timeoutMs: 120_000 })
    const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
    if (packed.code !== 0 || !tarball) throw new Error(`npm could not be fetched: ${packed.output.trim().split('\n').at(-1)}`)
    const file = (name: string, path: string, mode?: number): Entry => ({
      name,
      size: statSync(path).size,
      open: () => createReadStream(path),
      ...(mode && { mode }),
    })
    const steps = [
      'COPY node /usr/local/bin/node',
      'ADD npm.tgz /usr/local/lib/node_modules/',
      'RUN cd /usr/local/lib/node_modules && mv package npm && chmod +x npm/bin/*.js && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx && npm -v',
    ]
    const entries = [file('node', join(root, 'node_modules/node/bin/node'), 0o755), file('npm.tgz', join(folder, tarball))]
    await buildImage(engine, tag, dockerfile + steps.join('\n'), entries)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const startedAt = Date.now()
  await work()
  console.log(`  ${what} (${Math.round((Date.now() - startedAt) / 1000)} s)`)
}
