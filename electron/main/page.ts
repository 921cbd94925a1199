import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

export const pageScheme = 'app'
export const pageOrigin = `${pageScheme}://cortex`

/** `unsafe-inline` for styles only: menus and scroll areas place themselves with style elements. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ')

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/** The file inside `folder` that an address of the page means; null when it is of another origin, malformed, of an unknown type or leaves the folder. */
export function fileOf(address: string, folder: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol !== `${pageScheme}:` || url.host !== 'cortex') return null
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    return null
  }
  // A colon would name a drive or another stream of a file on Windows.
  if (/[\0\\:]/.test(path)) return null
  const file = normalize(join(folder, path === '/' ? 'index.html' : path))
  return file.startsWith(normalize(folder + sep)) && extname(file) in mediaTypes ? file : null
}

/** Answers one request of the page's scheme from the built page. */
export async function servePage(request: { url: string; method: string }, folder: string): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
  const file = fileOf(request.url, folder)
  const bytes = file ? await readFile(file).catch(() => null) : null
  if (!file || !bytes) return new Response('There is nothing here.', { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), {
    headers: {
      'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
  })
}
