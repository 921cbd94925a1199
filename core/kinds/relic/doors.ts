import { createInterface } from 'node:readline'
import type { ContainerEngine, Labels } from '../../engines/containers/port.ts'

/** What a relic's ports lead to inside its network. */
export type Door = { containerPort: number; hostPort: number; to: { host: string; port: number } }

/**
 * A network that leads nowhere cannot publish ports, so a relic that asks for some gets a container beside it: on 127.0.0.1 of this
 * computer on one side, in the relic's network on the other, handing bytes on to exactly the ports that were asked for.
 */
const doorScript = `
'use strict'
const net = require('node:net')
const doors = JSON.parse(process.env.DOORS)
let open = 0
for (const { containerPort, to } of doors) {
  const server = net.createServer({ allowHalfOpen: true }, (from) => {
    const onward = net.connect({ ...to, allowHalfOpen: true })
    for (const [a, b] of [[from, onward], [onward, from]]) a.pipe(b).on('error', () => a.destroy())
  })
  server.listen(containerPort, '0.0.0.0', () => { if (++open === doors.length) console.log('open') })
}
process.on('SIGTERM', () => process.exit(0))
`
const openWithinMs = 15_000

/** Opens the doors of one relic. */
export async function openDoors(given: {
  engine: Pick<ContainerEngine, 'containers' | 'networks'>
  image: string
  network: string
  doors: readonly Door[]
  labels: Labels
  /** Closes those that were open before. */
  closeOld: () => Promise<void>
}): Promise<{ containerPort: number; hostPort: number }[]> {
  const { engine, image, network, doors, labels } = given
  const { containers } = engine
  await given.closeOld()
  if (doors.length === 0) return []
  const id = await containers.create({
    image,
    command: ['-e', doorScript],
    entrypoint: ['node'],
    env: { DOORS: JSON.stringify(doors) },
    labels,
    user: '65534:65534',
    workingFolder: '/',
    hasStdin: false,
    hasInit: false,
    isReadOnlyRoot: true,
    tmpfs: [],
    mounts: [],
    network: { kind: 'open', aliases: [] },
    ports: doors.map(({ containerPort, hostPort }) => ({ containerPort, hostPort })),
    capabilities: doors.some(({ containerPort }) => containerPort < 1_024) ? ['NET_BIND_SERVICE'] : [],
    limits: { memoryBytes: 128 * 2 ** 20, cpus: 1, pids: 64 },
    log: null,
  })
  try {
    await engine.networks.connect(network, id, [])
    const streams = await containers.attach(id)
    const ready = Promise.withResolvers<void>()
    const lines = createInterface({ input: streams.stdout })
    lines.once('line', () => ready.resolve())
    const ended = () => ready.reject(new Error('its ports could not be opened.'))
    lines.once('close', ended).on('error', ended)
    for (const stream of [streams.stdin, streams.stdout, streams.stderr]) stream.on('error', ended)
    ready.promise.catch(() => {})
    const late = setTimeout(() => ready.reject(new Error('its ports were not open in time.')), openWithinMs)
    await containers.start(id)
    await ready.promise.finally(() => clearTimeout(late))
    streams.close()
    const state = await containers.inspect(id)
    return Object.entries(state?.ports ?? {}).map(([containerPort, hostPort]) => ({ containerPort: Number(containerPort), hostPort }))
  } catch (error) {
    await containers.remove(id).catch(() => {})
    throw error
  }
}
