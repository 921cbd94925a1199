import { homedir, hostname, userInfo } from 'node:os'
import { basename } from 'node:path'

/** What looks like a key, a token or an address with a password in it, whoever made it. */
const secretShapes = [
  /\b(sk|pk|rk|gsk|ghp|gho|ghs|github_pat|xox[a-z]|AIza|AKIA|ya29|glpat|hf|npm)[-_A-Za-z0-9.]{8,}/g,
  /\bey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}(\.[A-Za-z0-9_-]*)?/g,
  /\b(bearer|basic)\s+[^\s"',;]{4,}/gi,
  /\b(token|api[-_ ]?key|password|passwd|secret|authorization)\b["']?\s*[:=]?\s*["']?[^\s"',;]{4,}/gi,
  /\/\/[^/\s@]+@/g,
  /-----BEGIN [^-]+-----[\s\S]*?(-----END [^-]+-----|$)/g,
  /[?&][^\s"']+/g,
  /[\w.+-]+@[\w-]+\.[\w.]+/g,
  /\b[A-Za-z0-9+/_-]{32,}={0,2}/g,
]
/** The host of an address, unless it is this computer itself. */
const hosts = /\b([a-z][a-z+]*):\/\/(?!(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/\s]|$))[^\s"'/]+/gi
const secretNames = /KEY|TOKEN|SECRET|PASS|AUTH|CREDENTIAL|COOKIE|SESSION/i

/**
 * Takes out of a text whatever could be a secret or tell who the person is: values of secret-like environment variables, what looks like a
 * key, the home folder, other computers, the names of the person and of this computer.
 */
export function createScrub(env: NodeJS.ProcessEnv, who = { home: homedir(), user: userName(), host: hostname() }) {
  const values = Object.entries(env)
    .flatMap(([name, value]) => (value !== undefined && value.length >= 4 && secretNames.test(name) ? [value] : []))
    .sort((a, b) => b.length - a.length)
  return (text: string): string => {
    let clean = text
    for (const value of values) clean = clean.replaceAll(value, '(taken out)')
    for (const path of [who.home, who.home.replaceAll('\\', '/'), who.home.replaceAll('\\', '\\\\')])
      if (path.length > 1) clean = clean.replaceAll(path, '~')
    clean = clean.replace(/(\/(?:home|Users)\/|[A-Z]:\\+Users\\+)[^/\\\s"']+/g, '$1(user)')
    for (const name of [who.user, basename(who.home), who.host])
      if (name.length > 2) clean = clean.replace(new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'gi'), '(user)')
    clean = clean.replace(hosts, '$1://(host)')
    for (const shape of secretShapes) clean = clean.replace(shape, '(taken out)')
    return clean
  }
}
/** Empty for a user id that has no name, as in some containers. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}
export type Scrub = ReturnType<typeof createScrub>

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
