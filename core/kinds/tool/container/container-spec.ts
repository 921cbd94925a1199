import { createHash } from 'node:crypto'
import { posix, relative, sep } from 'node:path'
import type { ContainerSpec, EngineFacts, Labels } from '../../../engines/containers/port.ts'
import type { SandboxLanguage, SandboxRequest } from '../../../engines/sandboxes/port.ts'
import { inside, launch, waitForRun } from './launcher.ts'

/** The account inside; images of tools have it, and it owns nothing there. */
const plainUser = 10_001
const runBytes = 32 * 2 ** 20

/** As in the process tier: the message of an uncaught error is the last line, which is what people and models read. */
const namedErrors = `import { writeSync } from 'node:fs'
process.on('uncaughtException', (error) => {
  const isError = error instanceof Error
  const frames = isError ? (error.stack ?? '').split('\\n').filter((line) => /^ {4}at .*\\//.test(line) && !line.includes('node:')) : []
  writeSync(2, [...frames, isError ? error.name + ': ' + error.message : 'Uncaught ' + String(error)].join('\\n') + '\\n')
  process.exit(1)
})`
const nodeOptions = [namedErrors, waitForRun].flatMap((module) => [
  '--import',
  `data:text/javascript;base64,${Buffer.from(module).toString('base64')}`,
])

/** What runs a script in an image that was planned for it. */
function plannedCommand(request: SandboxRequest): string[] {
  const script = posix.join(inside.code, relative(request.folder, request.script).split(sep).join('/'))
  const commands: Record<SandboxLanguage, string[]> = {
    python: ['python3', script],
    node: ['node', script],
    bash: ['bash', script],
    go: ['/usr/local/bin/tool'],
  }
  return commands[request.language]
}

/**
 * The container of a tool, without anything that belongs to one run alone: no parameters, no secrets' values, no state. `network` is
 * the one made for it, null for none. `imageCommand` is what the image itself would start: one that a person wrote keeps its own
 * command and working folder. Pure.
 */
export function containerSpec(given: {
  request: SandboxRequest
  image: string
  imageCommand: string[]
  facts: Pick<EngineFacts, 'isRootless'>
  /** The person's own, null where the system has none. */
  host: { uid: number; gid: number } | null
  labels: Labels
  network: { name: string; env: Record<string, string> } | null
}): ContainerSpec {
  const { request, network } = given
  const planned = plannedCommand(request)
  const isPlanned = given.imageCommand.join('\0') === planned.join('\0')
  const [program = '', ...rest] = isPlanned || given.imageCommand.length === 0 ? planned : given.imageCommand
  const isNode = program === 'node'
  const command = isNode ? [program, ...nodeOptions, ...rest] : [program, ...rest]
  const scratchBytes = Math.max(16 * 2 ** 20, Math.floor(request.limits.memoryBytes / 2))
  return {
    image: given.image,
    ...launch(command, { givesBackState: request.state?.mode === 'rw', folder: isPlanned ? inside.work : null, waitsByItself: isNode }),
    env: {
      HOME: inside.work,
      TMPDIR: inside.temporary,
      LANG: 'C.UTF-8',
      ...Object.fromEntries(Object.keys(request.secrets).map((name) => [`${name}_FILE`, `${inside.secrets}/${name}`])),
      ...(request.state ? { CORTEX_STATE_FILE: inside.state } : {}),
      ...network?.env,
    },
    labels: given.labels,
    user: userFor(request, given.facts, given.host),
    // Named here, engines would make the scratch folder before its memory is mounted, with their own rights.
    workingFolder: null,
    hasStdin: true,
    hasInit: false,
    isReadOnlyRoot: true,
    tmpfs: [
      { path: inside.temporary, sizeBytes: scratchBytes },
      { path: inside.work, sizeBytes: scratchBytes },
      { path: inside.run, sizeBytes: runBytes },
    ],
    mounts: request.mounts.map(({ name, hostPath, mode }) => ({ kind: 'bind', hostPath, path: posix.join(inside.work, name), mode })),
    network: network ? { kind: 'joined', networks: [{ name: network.name, aliases: [] }] } : { kind: 'none' },
    ports: [],
    capabilities: [],
    limits: { memoryBytes: request.limits.memoryBytes, cpus: request.limits.cpus, pids: request.limits.pids },
    log: null,
  }
}

/**
 * Who the tool is inside. Folders of the person's are theirs to write, so a tool that is given some runs under their own account's
 * number (0 in a rootless engine is that account, without its rights). Never as the host's root.
 */
function userFor(request: SandboxRequest, facts: Pick<EngineFacts, 'isRootless'>, host: { uid: number; gid: number } | null): string {
  if (request.mounts.length === 0) return `${plainUser}:${plainUser}`
  if (facts.isRootless) return '0:0'
  return host === null || host.uid === 0 ? `${plainUser}:${plainUser}` : `${host.uid}:${host.gid}`
}

/** Whether folders must be handed to the inner account before: the person is root, which no tool may be. */
export const needsHandover = (facts: Pick<EngineFacts, 'isRootless'>, host: { uid: number } | null): boolean => host?.uid === 0 && !facts.isRootless
export { plainUser }

/**
 * Equal for requests that the same started container could serve: image, command and every right and limit, but no value of one run.
 * `folders` are the identities of the mounted folders: another one of the same name is not what is mounted.
 */
export function signatureOf(request: SandboxRequest, folders: string[]): string {
  const { image, toolName, language, script, folder, mounts, network, secrets, state, limits } = request
  const parts = [
    ...[image, toolName, language, relative(folder, script), mounts, network.length > 0, Object.keys(secrets).sort(), state?.mode ?? null],
    ...[limits.memoryBytes, limits.cpus, limits.pids, folders],
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
