import { execFile } from 'node:child_process'
import { release } from 'node:os'

/** What this operating system can put around a child process. Each is used where it was tried and works, and named where it is missing. */
export type Walls = {
  /** No network at all inside, not even loopback. */
  canCutNetwork: boolean
  /** The child sees no other process, and everything it starts dies with it. */
  canHideProcesses: boolean
  /** One phrase for people. */
  why: string
  wrap(command: string[], options: { cutsNetwork: boolean; limits?: ProcessLimits }): string[]
}
/** null: not limited. */
export type ProcessLimits = { dataBytes: number | null; cpuSeconds: number; fileBytes: number; pids: number | null }

const works = (command: string[]) =>
  new Promise<boolean>((resolve) => {
    const [file = '', ...rest] = command
    execFile(file, rest, { timeout: 5_000 }, (error) => resolve(error === null))
  })

// In the order of preference. The first needs no rights at all; containers and hardened kernels may refuse it.
const namespaces = [
  ['unshare', '--user', '--map-current-user', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'],
]
const networkOnly = [['unshare', '--user', '--map-root-user'], ['unshare']]
const macProfile = '(version 1)(allow default)(deny network*)'

/** Tries what there is, once. Windows has none of it. */
export async function findWalls(): Promise<Walls> {
  if (process.platform === 'darwin') return macWalls()
  if (process.platform !== 'linux') {
    return {
      canCutNetwork: false,
      canHideProcesses: false,
      why: 'this system has no way to cut off the network of one process',
      wrap: (command) => command,
    }
  }
  const first = async (candidates: string[][], tail: string[]) => {
    for (const candidate of candidates) if (await works([...candidate, ...tail])) return candidate
    return null
  }
  const [diesWithParent, limits] = await Promise.all([works(['setpriv', '--pdeathsig', 'KILL', 'true']), works(['prlimit', '--core=0', 'true'])])
  const hiding = await first(namespaces, ['--net', 'true'])
  const netOnly = hiding ?? (await first(networkOnly, ['--net', 'true']))
  const base = hiding ?? netOnly ?? []
  // Only inside an own user namespace (Linux 5.14 and later) does the count of processes cover this tool alone.
  const countsOwn = base.includes('--user') && process.getuid?.() !== 0 && isAtLeast(release(), 5, 14)
  return {
    canCutNetwork: netOnly !== null,
    canHideProcesses: hiding !== null,
    why: netOnly ? 'cut off by a Linux namespace' : 'Linux namespaces are not available here (unshare is missing or refused)',
    wrap: (command, options) => [
      ...(diesWithParent ? ['setpriv', '--pdeathsig', 'KILL'] : []),
      ...(hiding ?? (options.cutsNetwork ? base : [])),
      ...(netOnly && options.cutsNetwork ? ['--net', '--'] : hiding ? ['--'] : []),
      ...(limits && options.limits ? limitArguments(options.limits, countsOwn) : []),
      ...command,
    ],
  }
}

async function macWalls(): Promise<Walls> {
  const canCutNetwork = await works(['sandbox-exec', '-p', macProfile, '/usr/bin/true'])
  return {
    canCutNetwork,
    canHideProcesses: false,
    why: canCutNetwork ? 'cut off by sandbox-exec' : 'sandbox-exec does not work here',
    wrap: (command, options) => (canCutNetwork && options.cutsNetwork ? ['sandbox-exec', '-p', macProfile, ...command] : command),
  }
}

function limitArguments(limits: ProcessLimits, countsOwn: boolean): string[] {
  return [
    'prlimit',
    '--core=0',
    `--cpu=${limits.cpuSeconds}`,
    `--fsize=${limits.fileBytes}`,
    ...(limits.dataBytes === null ? [] : [`--data=${limits.dataBytes}`]),
    ...(countsOwn && limits.pids !== null ? [`--nproc=${limits.pids}`] : []),
    '--',
  ]
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [left = 0, right = 0] = version.split('.').map(Number)
  return left > major || (left === major && right >= minor)
}
