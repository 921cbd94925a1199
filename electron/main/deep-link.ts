import { posix, win32 } from 'node:path'

/** What a link or a dropped folder asks the app to show. It never does more than show: adding a folder needs a yes, then its preview another. */
export type OpenRequest = { kind: 'chat'; sessionId: string } | { kind: 'add'; folder: string }

const maxLength = 4_096
const sessionId = /^ses_[0-9a-f]{32}$/

/**
 * Reads `cortex://chat/<session id>` and `cortex://add?folder=<absolute path>`; null for anything else. Any web page can make the
 * system open such a link, so network paths (which would send the person's credentials to a server just by being looked at),
 * relative paths and control characters are refused.
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
  return null
}

/** An absolute path on this computer, as plain as it can be written. */
export function isLocalPath(path: string, platform: NodeJS.Platform): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
  if (path === '' || /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(path)) return false
  if (platform === 'win32') return /^[a-z]:[\\/]/i.test(path) && win32.normalize(path) === path.replaceAll('/', '\\')
  return path.startsWith('/') && !path.startsWith('//') && posix.normalize(path) === path
}

/** What the arguments of a start ask for: links by their scheme, and folders among the plain arguments after the app's own path. */
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
    else if (isLocalPath(argument, platform) && isFolder(argument)) requests.push({ kind: 'add', folder: argument })
  }
  return requests
}
