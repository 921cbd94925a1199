import { Fault } from '../../contract/faults.ts'

/** Where to fetch from. `shown` is the address without a password or token in it. */
export type GitAddress = { url: string; shown: string; name: string; ref: string | null; subfolder: string | null }
export type GitRequest = { git: string; ref?: string | undefined; subfolder?: string | undefined }

/**
 * Reads what people paste: an https or ssh address, `git@host:owner/name`, `github.com/owner/name`, or the page of a folder on GitHub or GitLab.
 * Throws BAD_INPUT for everything else; nothing that begins with a dash or names another protocol comes through.
 */
export function readGitAddress(given: GitRequest, protocols: readonly string[]): GitAddress {
  const text = given.git.trim()
  const refuse = (detail: string) => new Fault('BAD_INPUT', { detail })
  if ([...text].some((char) => char <= ' ' || char === '\x7f') || text === '') throw refuse('This is no address of a git repository.')
  const scp = /^([\w.][\w.-]*)@([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/)([\w~][\w./~-]*)$/.exec(text)
  let url: URL
  try {
    url = new URL(scp ? `ssh://${scp[1]}@${scp[2]}/${scp[3]}` : /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`)
  } catch {
    throw refuse('This is no address of a git repository.')
  }
  const protocol = url.protocol.slice(0, -1)
  if (!protocols.includes(protocol))
    throw refuse(`Repositories are fetched by ${protocols.join(' or ')}, not by ${protocol}. Drop the folder instead if it is on this computer.`)
  if (protocol !== 'file' && !/^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/i.test(url.hostname))
    throw refuse(`${JSON.stringify(url.hostname)} is no name of a host.`)
  if (url.username.startsWith('-')) throw refuse('The user name in this address is not one.')
  const page = pageOf(url)
  const ref = given.ref ?? page?.ref ?? null
  const subfolder = (given.subfolder ?? page?.path ?? '').replaceAll('\\', '/').replaceAll(/^\/+|\/+$/g, '') || null
  if (ref !== null && (!/^[A-Za-z0-9_][\w./+-]*$/.test(ref) || ref.includes('..'))) throw refuse(`${JSON.stringify(ref)} is no branch or tag.`)
  if (subfolder?.split('/').some((part) => part === '..' || part === '.' || part === ''))
    throw new Fault('PATH_OUTSIDE', { path: subfolder, root: text })
  if (page) url.pathname = page.repository
  url.hash = ''
  url.search = ''
  const path = url.pathname.replace(/\/+$/, '')
  if (path === '' && protocol !== 'file') throw refuse('This address names a host, but no repository on it.')
  const shown = new URL(url)
  shown.password = ''
  if (protocol !== 'ssh') shown.username = ''
  const last = (subfolder ?? decodeURIComponentSafely(path)).split('/').at(-1) ?? ''
  return { url: scp ? text : url.href, shown: scp ? text : shown.href, name: last.replace(/\.git$/, '') || url.hostname, ref, subfolder }
}

/** `/owner/name/tree/main/some/folder` of GitHub, `/group/name/-/tree/main/some/folder` of GitLab. */
function pageOf(url: URL): { repository: string; ref: string; path: string } | null {
  const isGitHub = /^(www\.)?github\.com$/.test(url.hostname)
  const pattern = isGitHub ? /^(\/[^/]+\/[^/]+)\/(?:tree|blob)\/([^/]+)\/?(.*)$/ : /^(\/.+?)\/-\/(?:tree|blob)\/([^/]+)\/?(.*)$/
  const [, repository, ref, path = ''] = pattern.exec(url.pathname) ?? []
  if (!repository || !ref) return null
  return { repository, ref: decodeURIComponentSafely(ref), path: decodeURIComponentSafely(path) }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
