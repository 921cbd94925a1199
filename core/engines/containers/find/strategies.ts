import { createHash } from 'node:crypto'

/** What the ways to find an engine look at; nothing else of the computer is read. */
export type Surroundings = {
  platform: NodeJS.Platform
  env: Record<string, string | undefined>
  home: string
  /** null on Windows. */
  uid: number | null
  /** The engine named in the settings. */
  host: string | undefined
  /** null when there is no such file. */
  readText: (path: string) => string | null
}

/** One way to find an engine: the addresses to try, or why there are none. */
export type Strategy = {
  name: string
  /** A person named it: when it gives an address, no other way is tried. */
  isExclusive?: boolean
  look(around: Surroundings): string[] | string
}

const unix = (path: string) => `unix://${path}`
const pipe = (name: string) => `npipe:////./pipe/${name}`
const only = (platforms: NodeJS.Platform[], names: string, look: (around: Surroundings) => string[] | string) => (around: Surroundings) =>
  platforms.includes(around.platform) ? look(around) : `only on ${names}`

/** In the order in which they are tried; the first that answers is used. */
export const strategies: Strategy[] = [
  { name: 'settings', isExclusive: true, look: ({ host }) => (host ? [host] : 'no engine is named in the settings') },
  {
    name: 'DOCKER_HOST',
    isExclusive: true,
    look: ({ env }) => (env.DOCKER_HOST ? [env.DOCKER_HOST.includes('://') ? env.DOCKER_HOST : `tcp://${env.DOCKER_HOST}`] : 'not set'),
  },
  { name: 'Docker context', look: lookAtContext },
  { name: 'Docker', look: only(['linux', 'darwin'], 'Linux and macOS', () => [unix('/var/run/docker.sock')]) },
  { name: 'Docker Desktop', look: lookForDesktop },
  {
    name: 'rootless Docker',
    look: only(['linux'], 'Linux', (around) => runtimeFolders(around).map((folder) => unix(`${folder}/docker.sock`))),
  },
  { name: 'OrbStack', look: only(['darwin'], 'macOS', ({ home }) => [unix(`${home}/.orbstack/run/docker.sock`)]) },
  {
    name: 'Colima',
    look: only(['darwin', 'linux'], 'macOS and Linux', ({ env, home }) => [
      unix(`${env.COLIMA_HOME ?? `${home}/.colima`}/default/docker.sock`),
      unix(`${env.XDG_CONFIG_HOME ?? `${home}/.config`}/colima/default/docker.sock`),
    ]),
  },
  {
    name: 'rootless Podman',
    look: only(['linux'], 'Linux', (around) => runtimeFolders(around).map((folder) => unix(`${folder}/podman/podman.sock`))),
  },
  { name: 'Podman', look: only(['linux'], 'Linux', () => [unix('/run/podman/podman.sock')]) },
  { name: 'Podman machine', look: lookForPodmanMachine },
]

/** What `docker context use` chose. The files are Docker's own: a context's folder is named by the SHA-256 of its name. */
function lookAtContext({ env, home, readText }: Surroundings): string[] | string {
  const folder = env.DOCKER_CONFIG ?? `${home}/.docker`
  const name = env.DOCKER_CONTEXT ?? textAt(readText(`${folder}/config.json`), ['currentContext'])
  if (!name || name === 'default') return 'none is in use'
  const meta = readText(`${folder}/contexts/meta/${createHash('sha256').update(name).digest('hex')}/meta.json`)
  const host = textAt(meta, ['Endpoints', 'docker', 'Host'])
  return host ? [host] : `the context ${name} is in use, but names no engine`
}

function textAt(json: string | null, path: string[]): string | null {
  try {
    let value: unknown = JSON.parse(json ?? 'null')
    for (const key of path) value = (value as Record<string, unknown> | null)?.[key]
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

function lookForDesktop({ platform, home }: Surroundings): string[] | string {
  if (platform === 'win32') return [pipe('docker_engine'), pipe('dockerDesktopLinuxEngine')]
  if (platform === 'darwin') return [unix(`${home}/.docker/run/docker.sock`)]
  if (platform === 'linux') return [unix(`${home}/.docker/desktop/docker.sock`)]
  return 'only on Linux, macOS and Windows'
}

function lookForPodmanMachine({ platform, home, env }: Surroundings): string[] | string {
  if (platform === 'win32') return [pipe('podman-machine-default')]
  if (platform !== 'darwin') return 'only on macOS and Windows'
  const folder = `${home}/.local/share/containers/podman/machine`
  const temporary = env.TMPDIR?.replace(/\/$/, '')
  return [
    ...(temporary ? [unix(`${temporary}/podman/podman-machine-default-api.sock`)] : []),
    unix(`${folder}/podman.sock`),
    unix(`${folder}/qemu/podman.sock`),
  ]
}

const runtimeFolders = ({ env, uid }: Surroundings) => [
  ...new Set([...(env.XDG_RUNTIME_DIR ? [env.XDG_RUNTIME_DIR] : []), ...(uid === null ? [] : [`/run/user/${uid}`])]),
]
