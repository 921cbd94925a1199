import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ContainerSpec, ContainerState, Containers, LogLine } from '../port.ts'
import { type FakeContainer, hasAll, type Inside, refused, type Use } from './fake-inside.ts'
import { createStreams, type Program, startProcess } from './fake-process.ts'

export function createFakeContainers(use: Use, inside: Inside, behave: (spec: ContainerSpec) => Program): Containers {
  const get = (id: string): FakeContainer => {
    const found = inside.containers.get(id)
    if (!found) throw refused(`No such container: ${id}`)
    return found
  }
  const stateOf = (container: FakeContainer): ContainerState => ({
    id: container.id,
    name: container.name,
    image: container.spec.image,
    labels: container.spec.labels,
    status: container.status,
    exitCode: container.status === 'exited' ? container.exitCode : null,
    isOutOfMemory: container.isOutOfMemory,
    health: container.health,
    startedAt: container.startedAt,
    addresses:
      container.status === 'running' ? Object.fromEntries([...container.networks.keys()].map((name, index) => [name, `10.200.0.${index + 2}`])) : {},
    ports: Object.fromEntries(container.spec.ports.map(({ containerPort, hostPort }) => [containerPort, hostPort || 30_000 + containerPort])),
  })
  const end = (id: string, code: number) => inside.containers.get(id)?.process?.kill(code)

  return {
    create: (spec) =>
      use('containers.create', () => {
        if (![...inside.images.values()].some((image) => image.id === spec.image || image.tags.includes(spec.image))) {
          throw refused(`No such image: ${spec.image}`)
        }
        const id = randomUUID().replaceAll('-', '')
        const joined = spec.network.kind === 'joined' ? spec.network.networks : []
        const container: FakeContainer = {
          id,
          name: `fake_${id.slice(0, 8)}`,
          spec,
          status: 'created',
          exitCode: null,
          isOutOfMemory: false,
          health: null,
          startedAt: null,
          networks: new Map(joined.map(({ name, aliases }) => [name, aliases])),
          log: [],
          process: null,
          streams: createStreams(() => container.isAttached),
          isAttached: false,
          ended: Promise.withResolvers(),
        }
        inside.containers.set(id, container)
        return id
      }),
    start: (id) =>
      use('containers.start', () => {
        const container = get(id)
        if (container.status === 'running') return
        for (const name of container.networks.keys()) if (!inside.networks.has(name)) throw refused(`network ${name} not found`)
        if (container.status === 'exited')
          Object.assign(container, { streams: createStreams(() => container.isAttached), ended: Promise.withResolvers() })
        const { spec } = container
        container.status = 'running'
        container.startedAt = new Date().toISOString()
        const keep = keepLog(container)
        const about = { env: spec.env, command: spec.command ?? [], hasStdin: spec.hasStdin, streams: container.streams }
        const started = startProcess(behave(spec), about, keep)
        container.process = started
        void started.ended.then((code) => {
          Object.assign(container, { status: 'exited', exitCode: code, process: null, isAttached: false })
          container.ended.resolve(code)
        })
      }),
    stop: (id) => use('containers.stop', () => end(id, 143)),
    kill: (id) => use('containers.kill', () => end(id, 137)),
    rename: (id, name) =>
      use('containers.rename', () => {
        const container = inside.containers.get(id)
        if ([...inside.containers.values()].some((one) => one !== container && one.name === name)) throw refused(`The name ${name} is already in use`)
        if (container) container.name = name
      }),
    remove: (id) =>
      use('containers.remove', () => {
        end(id, 137)
        inside.containers.get(id)?.ended.resolve(null)
        inside.containers.delete(id)
      }),
    inspect: (id) => use('containers.inspect', () => (inside.containers.has(id) ? stateOf(get(id)) : null)),
    list: (labels) => use('containers.list', () => [...inside.containers.values()].filter(({ spec }) => hasAll(spec.labels, labels)).map(stateOf)),
    attach: (id) =>
      use('containers.attach', (gone) => {
        const container = get(id)
        container.isAttached = true
        const { stdin, stdout, stderr } = container.streams
        const close = () => {
          container.isAttached = false
          for (const stream of [stdout, stderr]) stream.destroy()
          stdin.end()
        }
        gone.addEventListener('abort', () => [stdin, stdout, stderr].forEach((stream) => void stream.destroy(gone.reason as Error)), { once: true })
        return { stdin, stdout, stderr, close }
      }),
    wait: (id, { signal }) =>
      use('containers.wait', async () => {
        signal.throwIfAborted()
        const container = get(id)
        const stopped = Promise.withResolvers<never>()
        signal.addEventListener('abort', () => stopped.reject(signal.reason), { once: true })
        stopped.promise.catch(() => undefined)
        const code = container.status === 'exited' ? container.exitCode : await Promise.race([container.ended.promise, stopped.promise])
        return { exitCode: code ?? 0, isOutOfMemory: container.isOutOfMemory }
      }),
    async *logs(id, { tailLines, isFollowing, signal }) {
      const container = await use('containers.logs', () => get(id))
      let at = Number.isFinite(tailLines) ? Math.max(0, container.log.length - tailLines) : 0
      while (!signal.aborted) {
        while (at < container.log.length && !signal.aborted) yield container.log[at++] as LogLine
        if (!isFollowing || container.status === 'exited') return
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (at === container.log.length) await use('containers.logs', () => undefined)
      }
    },
    exec: (id, command, { stdin, timeoutMs }) =>
      use('containers.exec', async () => {
        const { spec, status } = get(id)
        if (status !== 'running') throw refused(`Container ${id} is not running`)
        const output = { stdout: '', stderr: '' }
        const about = { env: spec.env, command, hasStdin: true, streams: createStreams(() => false) }
        const run = startProcess(behave({ ...spec, command, entrypoint: null }), about, (stream, text) => {
          output[stream] = (output[stream] + text).slice(0, 1024 * 1024)
        })
        run.stdin.end(stdin ?? '')
        const timer = setTimeout(() => run.kill(-1), timeoutMs)
        const code = await run.ended
        clearTimeout(timer)
        return { exitCode: code === -1 ? 137 : code, isTimedOut: code === -1, ...output }
      }),
    stats: (id) =>
      use('containers.stats', () =>
        inside.containers.get(id)?.status === 'running'
          ? { cpuPercent: 1, memoryBytes: 2 ** 20, memoryLimitBytes: get(id).spec.limits.memoryBytes, pids: 1, networkInBytes: 0, networkOutBytes: 0 }
          : null,
      ),
    archive: (id) =>
      use('containers.archive', () => {
        get(id)
        return Readable.from([Buffer.alloc(1024)])
      }),
  }
}

const longestLine = 64 * 1024

/** By lines; what has no end yet is kept until it has one. */
function keepLog(container: FakeContainer) {
  const rest = { stdout: '', stderr: '' }
  return (stream: 'stdout' | 'stderr', text: string) => {
    if (!container.spec.log) return
    const lines = (rest[stream] + text).split('\n')
    rest[stream] = (lines.pop() ?? '').slice(-longestLine)
    for (const line of lines) container.log.push({ stream, line, at: new Date().toISOString() })
  }
}
