import { implement, ORPCError } from '@orpc/server'
import type { ToolImage } from '../../core/contract/containers.ts'
import { contract } from '../../core/contract/index.ts'
import type { RelicInstance, RelicState, RelicSummary } from '../../core/contract/relics.ts'
import type { AppEvent } from '../../core/contract/system.ts'
import * as given from './fake-data.ts'

const os = implement(contract)

const dockerfile = `FROM python:3.13-slim
RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir python-slugify==8.0.4
COPY --chown=1000:1000 . /tool
USER 1000
ENTRYPOINT ["python", "/tool/main.py"]
`
const image = (tool: string, more: Partial<ToolImage> = {}): ToolImage => ({
  tool,
  tag: `cortex-tool/${tool}:5f1c9ab2e07d`,
  dockerfile,
  isHandWritten: false,
  isBuilt: true,
  sizeBytes: 118_000_000,
  builtAt: given.ago(130),
  buildRunId: null,
  state: 'built',
  error: null,
  ...more,
})

const wave = (seed: number, index: number) => (Math.sin(index * 0.7 + seed) + Math.sin(index * 0.23 + seed * 3) + 2) / 4
function instance(number: number, name: string, state: RelicState, more: Partial<RelicInstance> = {}): RelicInstance {
  const isUp = state === 'healthy' || state === 'unhealthy' || state === 'restarting'
  return {
    id: given.id('rel', number),
    name,
    scope: 'session',
    sessionId: given.id('ses', 1),
    state,
    detail: '',
    image: 'cortex-base/redis:7',
    digest: 'a'.repeat(64),
    isOutdated: false,
    startedAt: isUp ? given.ago(14 * number) : null,
    lastUsedAt: isUp ? given.ago(2) : null,
    stopsAt: isUp ? given.ago(-28) : null,
    restarts: 0,
    ports: [],
    volumes: [{ name: `${name}-data`, path: '/data' }],
    health: isUp
      ? Array.from({ length: 30 }, (_, index) => ({
          at: given.ago((30 - index) / 6),
          isHealthy: state === 'healthy' || index < 22,
          detail: state === 'healthy' || index < 22 ? '+PONG' : 'connection refused',
          durationMs: index === 19 ? 1_400 : 1 + (index % 3),
        }))
      : [],
    samples: isUp
      ? Array.from({ length: 60 }, (_, index) => ({
          at: given.ago((60 - index) / 12),
          cpuPercent: 8 * wave(number, index),
          memoryBytes: 40_000_000 * number + 3e6 * wave(number, index),
        }))
      : [],
    memoryLimitBytes: 256 * 2 ** 20,
    ...more,
  }
}

const key = { type: 'string', description: 'What it is kept under.' }
const endpoints: RelicSummary['endpoints'] = [
  {
    name: 'read',
    method: 'GET',
    url: 'http://kv_store:6379/{key}',
    description: 'The value of a key.',
    parameters: { type: 'object', required: ['key'], properties: { key } },
  },
  {
    ...{ name: 'write', method: 'POST', url: 'http://kv_store:6379/{key}', description: 'Keeps a value.' },
    parameters: { type: 'object', required: ['key', 'value'], properties: { key, value: { type: 'string' }, ttl: { type: 'integer', minimum: 1 } } },
  },
  { name: 'keys', method: 'GET', url: 'http://kv_store:6379/', description: null, parameters: null },
]
const relics = (): RelicSummary[] => [
  {
    ...{ name: 'kv_store', description: 'Keeps values by key for one chat (Redis).', scope: 'session', endpoints, usedBy: ['assistant'] },
    instances: [
      instance(1, 'kv_store', 'healthy'),
      instance(2, 'kv_store', 'starting', { sessionId: given.id('ses', 3), detail: 'Waits for the first answer of its health check.' }),
    ],
  },
  {
    ...{ name: 'sql_store', description: 'Tables for one chat (SQLite).', scope: 'session', endpoints: endpoints.slice(0, 1), usedBy: ['assistant'] },
    instances: [instance(3, 'sql_store', 'healthy', { isOutdated: true, ports: [{ containerPort: 8006, hostPort: 49_155 }] })],
  },
  {
    ...{ name: 'ci_runner', description: 'Runs jobs.', scope: 'session', endpoints: [], usedBy: [] },
    instances: [
      instance(5, 'ci_runner', 'restarting', {
        restarts: 4,
        detail: 'It ended with code 1 after 3 s. Started again in 8 s, try 5.',
        memoryLimitBytes: 230e6,
      }),
      instance(6, 'ci_runner', 'failed', {
        sessionId: given.id('ses', 2),
        detail: 'The image cortex-base/runner:1 is not there and no registry has it.',
      }),
    ],
  },
  {
    ...{ name: 'http_cache', description: 'Keeps pages that were fetched.', scope: 'shared', endpoints: endpoints.slice(0, 1), usedBy: [] },
    instances: [instance(7, 'http_cache', 'stopped', { scope: 'shared', sessionId: null, detail: 'Stopped, since nobody used it for 30 min.' })],
  },
  { name: 'vector_store', description: 'Finds what is alike.', scope: 'session', endpoints: [], usedBy: [], instances: [] },
]

interface FakeContainersOptions {
  isFresh: boolean
  hasEngine: boolean
  gate: () => Promise<void>
  tell: (event: AppEvent) => void
}

/** Containers and relics, answered from memory. */
export function fakeContainers({ isFresh, hasEngine, gate, tell }: FakeContainersOptions) {
  const all = isFresh ? [] : relics()
  if (!hasEngine)
    for (const one of all.flatMap((relic) => relic.instances)) Object.assign(one, { state: 'unknown', detail: 'The engine does not answer.' })
  const engine = hasEngine
    ? { name: 'Docker', version: '20.10.24', endpoint: 'unix:///var/run/docker.sock', isLocal: true, isRootless: false, hasSeccomp: true }
    : null
  const find = (test: (one: RelicInstance) => boolean): RelicInstance => {
    const found = all.flatMap((relic) => relic.instances).find(test)
    if (!found) throw new ORPCError('NOT_FOUND', { message: 'There is no such relic at work.' })
    return found
  }
  const change = (one: RelicInstance, state: RelicState) => {
    Object.assign(one, { state, samples: [], health: [], detail: '' })
    tell({ type: 'relics.changed' })
    return one
  }
  const which = (input: { name: string; sessionId?: string | undefined }) =>
    find((one) => one.name === input.name && (input.sessionId === undefined || one.sessionId === input.sessionId))
  const unsupported = () => {
    throw new ORPCError('NOT_SUPPORTED')
  }
  return {
    containers: {
      image: os.containers.image.handler(({ input }) =>
        input.name === 'invoice_parser'
          ? image(input.name, {
              state: 'failed',
              isBuilt: false,
              sizeBytes: null,
              builtAt: null,
              error: 'Step 2 of 5, RUN pip install pdfminer==99\nERROR: No matching distribution found for pdfminer==99',
            })
          : input.name === 'clock'
            ? image(input.name, { state: 'missing', isBuilt: false, sizeBytes: null, builtAt: null })
            : image(input.name),
      ),
      buildTool: os.containers.buildTool.handler(unsupported),
      isBuilt: os.containers.isBuilt.handler(({ input }) => ({ exists: true, image: image(input.name).tag })),
      executeTool: os.containers.executeTool.handler(unsupported),
      toolLogs: os.containers.toolLogs.handler(() => ({ lines: [] })),
      cleanUpSession: os.containers.cleanUpSession.handler(() => ({ removed: 3 })),
      cleanUp: os.containers.cleanUp.handler(() => ({ removed: 14, freedBytes: 840_000_000 })),
      stats: os.containers.stats.handler(async () => {
        await gate()
        const up = all.flatMap((relic) => relic.instances).filter((one) => one.state === 'healthy')
        return {
          engine: {
            state: hasEngine ? ('ready' as const) : ('absent' as const),
            why: hasEngine ? '' : 'Docker is installed and does not run.',
            engine,
            attempts: [
              { strategy: 'DOCKER_HOST', endpoint: '', isFound: false, why: 'It is not set.' },
              {
                strategy: 'Docker',
                endpoint: 'unix:///var/run/docker.sock',
                isFound: hasEngine,
                why: hasEngine ? '' : 'Nothing listens at the socket.',
              },
              { strategy: 'Podman', endpoint: 'unix:///run/podman/podman.sock', isFound: false, why: 'There is no such file.' },
            ],
          },
          containers: up.map((one) => ({
            id: one.id,
            role: 'relic',
            name: one.name,
            sessionId: one.sessionId,
            status: 'running',
            image: one.image ?? '',
          })),
          disk: hasEngine
            ? {
                ...{
                  imagesBytes: 2_900_000_000,
                  imageCount: 14,
                  containersBytes: 1_200_000,
                  containerCount: 6,
                  volumesBytes: 180_000_000,
                  volumeCount: 4,
                },
                ...{ reclaimableBytes: 840_000_000, limitBytes: 10 * 2 ** 30 },
              }
            : null,
        }
      }),
    },
    relics: {
      list: os.relics.list.handler(async () => {
        await gate()
        return { relics: all }
      }),
      start: os.relics.start.handler(({ input }) => change(which(input), 'healthy')),
      get: os.relics.get.handler(({ input }) => find((one) => one.id === input.id)),
      stopOne: os.relics.stopOne.handler(({ input }) =>
        change(
          find((one) => one.id === input.id),
          'stopped',
        ),
      ),
      logs: os.relics.logs.handler(async function* ({ signal }) {
        for (let line = 0; line < 400 && !signal?.aborted; line++) {
          if (line > 60) await new Promise((resolve) => setTimeout(resolve, 700))
          const text =
            line % 29 === 7
              ? '# WARNING overcommit_memory is set to 0'
              : `1:M 20 Nov * ${line % 5 === 0 ? 'DB saved on disk' : `${line} changes in 60 seconds. Saving...`}`
          yield { stream: 'stdout' as const, line: text, at: new Date().toISOString() }
        }
      }),
      deploy: os.relics.deploy.handler(({ input }) => change(which(input), 'healthy')),
      status: os.relics.status.handler(({ input }) => all.find((relic) => relic.name === input.name) as RelicSummary),
      stop: os.relics.stop.handler(({ input }) => change(which(input), 'stopped')),
      restart: os.relics.restart.handler(({ input }) => change(which(input), 'healthy')),
      clear: os.relics.clear.handler(({ input }) => change(which(input), 'stopped')),
      remove: os.relics.remove.handler(({ input }) => {
        for (const relic of all) relic.instances = relic.instances.filter((one) => one !== which(input))
        tell({ type: 'relics.changed' })
        return { removed: 1 }
      }),
    },
  }
}
