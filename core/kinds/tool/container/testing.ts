import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix, relative } from 'node:path'
import { pack } from 'tar-stream'
import type { ContainerSettings } from '../../../contract/settings.ts'
import { createDockerEngine } from '../../../engines/containers/docker/docker-engine.ts'
import { createEgress } from '../../../engines/containers/egress/egress.ts'
import { labelsOf } from '../../../engines/containers/labels.ts'
import type { ContainerEngine, ContainerSpec } from '../../../engines/containers/port.ts'
import type { Sandbox, SandboxLanguage, SandboxRequest } from '../../../engines/sandboxes/port.ts'
import type { Served } from '../../../engines/sandboxes/sandbox.testsuite.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createContainerSandbox } from './container-sandbox.ts'

/** The base images of tests: those that `CORTEX_TEST_BASE_…` name, else those that the project's own set-up makes. */
export const testBases = {
  python: process.env.CORTEX_TEST_BASE_PYTHON ?? 'cortex-base/python:3',
  node: process.env.CORTEX_TEST_BASE_NODE ?? 'cortex-base/node:24',
  go: process.env.CORTEX_TEST_BASE_GO ?? 'cortex-base/go:1',
  bash: process.env.CORTEX_TEST_BASE_BASH ?? 'cortex-base/debian:12',
}
export const testSettings: ContainerSettings = { baseImages: testBases }

/** A container sandbox on the real engine, under an owner of its own by which everything is removed in the end. */
export async function createTestContainers(options: { warmLimit?: number; engine?: ContainerEngine; folderBytes?: number } = {}) {
  const engine = options.engine ?? createDockerEngine()
  if (engine.status().state !== 'ready') await engine.refresh()
  const status = engine.status()
  if (status.state !== 'ready') throw new Error(`these tests need a container engine: ${JSON.stringify(status)}`)
  const owner = `test-${randomBytes(6).toString('hex')}`
  const whose = { owner, launch: `launch-${owner}`, home: tmpdir() }
  const egress = createEgress({ engine, settings: () => testSettings, ...whose, logger: silentLogger })
  const sandbox = createContainerSandbox({
    engine,
    egress,
    ...whose,
    clock: systemClock,
    logger: silentLogger,
    warmLimit: () => options.warmLimit ?? 0,
    ...(options.folderBytes === undefined ? {} : { folderBytes: options.folderBytes }),
    baseImages: (language) => (language === 'go' ? [testBases.go, testBases.bash] : [testBases[language]]),
  })
  const images = new Map<string, Promise<string>>()

  /** An image with the folder's files in /tool, and the entry point that a plan would give. */
  const imageOf = (request: Pick<SandboxRequest, 'folder' | 'script' | 'language'>): Promise<string> => {
    const files = filesOf(request.folder)
    const script = posix.join('/tool', relative(request.folder, request.script))
    const program: Record<SandboxLanguage, string> = { python: 'python3', node: 'node', bash: 'bash', go: 'go' }
    const dockerfile = [
      `FROM ${testBases[request.language]}`,
      'ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1',
      'USER 10001:10001',
      'WORKDIR /tool',
      `ENTRYPOINT ${JSON.stringify([program[request.language], script])}`,
      'COPY . /tool/',
    ].join('\n')
    const digest = createHash('sha256')
      .update(JSON.stringify([dockerfile, files]))
      .digest('hex')
    const tag = `cortex-test/${owner}:${digest.slice(0, 16)}`
    let image = images.get(tag)
    if (!image) {
      image = buildImage(engine, { tag, owner, files: { ...files, Dockerfile: dockerfile } })
      images.set(tag, image)
    }
    return image
  }
  const withImages: Sandbox = {
    ...sandbox,
    run: async (request, run) => sandbox.run({ ...request, image: run.signal.aborted ? 'none' : await imageOf(request) }, run),
    close: async () => {},
  }
  return {
    engine,
    egress,
    sandbox,
    /** The sandbox, building the image of each request on its way: for suites that know of no images. */
    withImages,
    whose,
    imageOf,
    /** A container beside the tools, such as a server they talk to; started. */
    async start(spec: Partial<ContainerSpec> & Pick<ContainerSpec, 'image'>): Promise<string> {
      const id = await engine.containers.create({ ...plainSpec, labels: labelsOf({ ...whose, role: 'tool', name: 'test' }), ...spec })
      await engine.containers.start(id)
      return id
    },
    /** A server in a container on the engine's own bridge, where only the proxy is beside it; each request is a line of its log. */
    async serve(action: (served: Served) => Promise<void>): Promise<void> {
      const id = await this.start({ image: testBases.node, entrypoint: ['node', '-e', serverScript], network: { kind: 'open', aliases: [] } })
      try {
        const linesNow = async () => {
          const lines: string[] = []
          for await (const { line } of engine.containers.logs(id, { tailLines: 1_000, isFollowing: false, signal: AbortSignal.timeout(5_000) }))
            lines.push(line)
          return lines
        }
        for (let tries = 0; !(await linesNow()).includes('ready'); tries += 1) {
          if (tries > 200) throw new Error('the server of the test does not start')
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
        const host = Object.values((await engine.containers.inspect(id))?.addresses ?? {})[0]
        if (!host) throw new Error('the server of the test has no address')
        await action({ host, port: 8080, hits: async () => (await linesNow()).filter((line) => line.startsWith('hit')).length })
      } finally {
        await engine.containers.remove(id)
      }
    },
    /** Everything of this owner, however the test ended. */
    async close() {
      await sandbox.close()
      await egress.close()
      const labels = labelsOf({ owner })
      for (const { id } of await engine.containers.list(labels)) await engine.containers.remove(id)
      for (const { name } of await engine.networks.list(labels)) await engine.networks.remove(name)
      for (const { id, tags } of await engine.images.list(labels)) for (const ref of tags.length > 0 ? tags : [id]) await engine.images.remove(ref)
      await engine.close()
    },
  }
}
export type TestContainers = Awaited<ReturnType<typeof createTestContainers>>

const serverScript = `require('http').createServer((request, response) => {
  console.log('hit ' + request.url)
  if (request.url === '/redirect') response.writeHead(302, { location: 'http://127.0.0.1:8080/' }).end()
  else response.end('served')
}).listen(8080, () => console.log('ready'))`

export const plainSpec: Omit<ContainerSpec, 'image' | 'labels'> = {
  command: null,
  entrypoint: null,
  env: {},
  user: '10001:10001',
  workingFolder: '/',
  hasStdin: false,
  hasInit: false,
  isReadOnlyRoot: true,
  tmpfs: [],
  mounts: [],
  network: { kind: 'none' },
  ports: [],
  capabilities: [],
  limits: { memoryBytes: 256 * 2 ** 20, cpus: 1, pids: 64 },
  log: { fileBytes: 100_000, files: 1 },
}

const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file), readFileSync(file, 'utf8')]),
  )

export async function buildImage(engine: ContainerEngine, image: { tag: string; owner: string; files: Record<string, string> }): Promise<string> {
  const context = pack()
  for (const [name, text] of Object.entries(image.files)) context.entry({ name }, text)
  context.finalize()
  const log: string[] = []
  const outcome = await engine.images.build(
    {
      context,
      dockerfile: 'Dockerfile',
      tag: image.tag,
      labels: labelsOf({ owner: image.owner, role: 'image' }),
      buildArgs: {},
      isPulling: false,
      isCached: true,
    },
    { signal: AbortSignal.timeout(120_000), onLog: (line) => void log.push(line) },
  )
  if (outcome.status !== 'built') throw new Error(`${JSON.stringify(outcome)}\n${log.join('\n')}`)
  return image.tag
}
