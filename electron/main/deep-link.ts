import { posix, win32 } from 'node:path'

/** What a link or a file asks the app to show. It never does more than show: looking into something needs a yes, then its preview another. */
export type OpenRequest =
  | { kind: 'chat'; sessionId: string }
  | { kind: 'manifest'; route: string }
  /** `isChosen`: the person opened this file with the app, so that it may be looked into at once. */
  | { kind: 'add'; folder: string; isChosen?: true }
  | { kind: 'install'; git: string; ref?: string; subfolder?: string }

const maxLength = 4_096
const sessionId = /^ses_[0-9a-f]{32}$/
const manifestPath = /^\/(agent|tool|relic)\/([a-z0-9][a-z0-9_-]{0,62})\/?$/
const branch = /^[\w][\w./-]{0,199}$/

/**
 * Reads `cortex://chat/<session id>`, `cortex://manifest/<kind>/<name>`, `cortex://add?folder=<absolute path>` and
 * `cortex://install?git=<https address>&ref=&subfolder=`; null for anything else. Any web page can make the system open such a link, so
 * network paths (which would send the person's credentials to a server just by being looked at), relative paths, control characters,
 * addresses with credentials and those of this computer or its network are refused.
 */
export function parseDeepLink(text: string, platform: NodeJS.Platform = process.platform): OpenRequest | null {
  if (text.length > maxLength || !URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== 'cortex:' || url.username || url.password || url.port) return null
  if (url.hostname === 'chat') {
    const id = url.pathname.replace(/^\/|\/$/g, '')
    return sessionId.test(id) ? { kind: 'chat', sessionId: id } : null
  }
  if (url.hostname === 'add' && /^\/?$/.test(url.pathname)) {
    const folders = url.searchParams.getAll('folder')
    const [folder] = folders
    return folders.length === 1 && folder !== undefined && isLocalPath(folder, platform) ? { kind: 'add', folder } : null
  }
  if (url.hostname === 'manifest') {
    const [, kind, name] = manifestPath.exec(url.pathname) ?? []
    return kind && name ? { kind: 'manifest', route: `/${kind}s/${name}` } : null
  }
  if (url.hostname === 'install' && /^\/?$/.test(url.pathname)) return readInstall(url.searchParams)
  return null
}

function readInstall(given: URLSearchParams): OpenRequest | null {
  const names = [...given.keys()]
  if (new Set(names).size !== names.length || names.some((name) => !['git', 'ref', 'subfolder'].includes(name))) return null
  const [git, ref, subfolder] = [given.get('git'), given.get('ref'), given.get('subfolder')]
  if (git === null || !isPublicRepository(git)) return null
  if (ref !== null && (!branch.test(ref) || ref.includes('..'))) return null
  if (subfolder !== null && (!branch.test(subfolder) || posix.normalize(subfolder) !== subfolder || subfolder.startsWith('..'))) return null
  return { kind: 'install', git, ...(ref !== null && { ref }), ...(subfolder !== null && { subfolder }) }
}

/** An https address of a named host: no credentials, no other port, no number for a host, no name of this computer. */
function isPublicRepository(address: string): boolean {
  if (address.length > 2_000 || /[\s\\]/.test(address) || !URL.canParse(address)) return false
  const url = new URL(address)
  const isNamed = /^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(url.hostname) && !/\.(localhost|local|internal)$/.test(url.hostname)
  return (
    url.protocol === 'https:' &&
    isNamed &&
    url.username === '' &&
    url.password === '' &&
    url.port === '' &&
    url.pathname.length > 1 &&
    url.hash === ''
  )
}

/** A zip of manifests, as it is written on disk. */
export const isManifestZip = (path: string): boolean => /\.cortex\.zip$/i.test(path)

/** An absolute path on this computer, as plain as it can be written. */
export function isLocalPath(path: string, platform: NodeJS.Platform): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
  if (path === '' || /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(path)) return false
  if (platform === 'win32') return /^[a-z]:[\\/]/i.test(path) && win32.normalize(path) === path.replaceAll('/', '\\')
  return path.startsWith('/') && !path.startsWith('//') && posix.normalize(path) === path
}

/** What the arguments of a start ask for: links by their scheme, and folders and zips among the plain arguments after the app's own path. */
export function readArguments(
  args: readonly string[],
  isFolder: (path: string) => boolean,
  platform: NodeJS.Platform = process.platform,
): OpenRequest[] {
  const requests: OpenRequest[] = []
  for (const argument of args) {
    if (argument.startsWith('-')) continue
    const link = argument.startsWith('cortex:') ? parseDeepLink(argument, platform) : null
    if (link) requests.push(link)
    else if (isLocalPath(argument, platform) && isManifestZip(argument)) requests.push({ kind: 'add', folder: argument, isChosen: true })
    else if (isLocalPath(argument, platform) && isFolder(argument)) requests.push({ kind: 'add', folder: argument })
  }
  return requests
}
