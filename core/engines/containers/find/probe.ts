import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { hostname } from 'node:os'
import type { EngineFacts } from '../port.ts'
import { type Endpoint, requestTarget } from './endpoint.ts'

/** Docker 19.03, Podman 3: below, `wait` and `exec` lack what is needed. */
const oldestApi = '1.40'
/** What the calls are written for; later engines answer to it, or to the oldest they still know. */
const wantedApi = '1.41'
const mostBytes = 4 * 1024 * 1024

export type Found = { facts: EngineFacts; apiVersion: string }

/** Asks what listens at `endpoint` who it is. Rejects with an Error whose message says why it cannot be used and what to do. */
export async function probe(endpoint: Endpoint, signal: AbortSignal): Promise<Found> {
  const version = (await ask(endpoint, '/version', signal)) as {
    Version?: string
    ApiVersion?: string
    MinAPIVersion?: string
    Components?: { Name: string; Version: string }[]
  }
  if (!version.ApiVersion) throw new Error('what answers there is no container engine')
  if (isOlder(version.ApiVersion, oldestApi)) {
    throw new Error(`too old: it speaks API ${version.ApiVersion}, and ${oldestApi} (Docker 19.03 or Podman 3) is the oldest that can be used`)
  }
  const apiVersion = pickApi(version.ApiVersion, version.MinAPIVersion)
  const about = (await ask(endpoint, `/v${apiVersion}/info`, signal)) as {
    Name?: string
    OperatingSystem?: string
    NCPU?: number
    MemTotal?: number
    SecurityOptions?: string[]
  }
  const options = about.SecurityOptions ?? []
  const podman = version.Components?.find((component) => component.Name.startsWith('Podman'))
  const known = ['Docker Desktop', 'OrbStack'].find((name) => about.OperatingSystem?.startsWith(name))
  return {
    apiVersion,
    facts: {
      name: podman ? 'Podman' : (known ?? 'Docker'),
      version: podman?.Version ?? version.Version ?? '',
      endpoint: endpoint.url,
      isLocal: known !== undefined || sharesFolders(endpoint, about.Name),
      isRootless: options.some((option) => option.startsWith('name=rootless')),
      cpus: about.NCPU ?? 1,
      memoryBytes: about.MemTotal ?? 0,
      hasSeccomp: options.some((option) => option.startsWith('name=seccomp') && !option.includes('unconfined')),
    },
  }
}

const isOlder = (one: string, other: string) => Number(one.split('.')[1] ?? 0) < Number(other.split('.')[1]) && one.startsWith('1.')

export function pickApi(newest: string, oldest: string | undefined): string {
  if (oldest && isOlder(wantedApi, oldest)) return oldest
  return isOlder(newest, wantedApi) ? newest : wantedApi
}

/** On Linux an engine on the same computer has its name, also behind a loopback port; elsewhere a virtual machine shares the home folder. */
function sharesFolders(endpoint: Endpoint, engineHost: string | undefined): boolean {
  const isHere = endpoint.kind === 'socket' || ['127.0.0.1', 'localhost', '::1'].includes(endpoint.host)
  return isHere && (process.platform === 'linux' ? engineHost === hostname() : endpoint.kind === 'socket')
}

function ask(endpoint: Endpoint, path: string, signal: AbortSignal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const open = endpoint.kind === 'tcp' && endpoint.tls ? tlsRequest : plainRequest
  const request = open({ ...requestTarget(endpoint), path, signal, agent: false, headers: { host: 'docker' } }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('error', reject)
    response.on('data', (part: string) => {
      text += part
      if (text.length > mostBytes) request.destroy(new Error('what answers there is no container engine'))
    })
    response.on('end', () => {
      try {
        if (response.statusCode !== 200) throw new Error(`it answered ${response.statusCode}`)
        resolve(JSON.parse(text))
      } catch (error) {
        reject(error instanceof SyntaxError ? new Error('what answers there is no container engine') : error)
      }
    })
    response.on('close', () => reject(new Error('it hung up')))
  })
  request.on('error', (error) => reject(signal.aborted ? signal.reason : new Error(explain(error as NodeJS.ErrnoException), { cause: error })))
  request.end()
  return promise
}

/** In words for the person who could do something about it. */
export function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such socket'
    case 'EACCES':
    case 'EPERM':
      return process.platform === 'linux'
        ? 'permission denied: add yourself to its group with "sudo usermod -aG docker $USER", then log out and in again'
        : 'permission denied'
    case 'ECONNREFUSED':
      return 'nothing listens there: is it started?'
    case 'ENOTFOUND':
      return 'no computer has that name'
    case 'ENOTDIR':
    case 'ENOTSOCK':
      return 'that is no socket'
    default:
      return error.message
  }
}
