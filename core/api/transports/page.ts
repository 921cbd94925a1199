import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'

/** Addresses that answer with data even when a browser navigates to them. */
const dataPaths = new Set(['/health', '/openapi.json'])

/** Serves the built renderer: its files by name, and its one page at /. The page's own routes are behind the #: /models leads to /#/models. */
export function createPageServer(folder: string, port: number) {
  const sockets = [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`].join(' ')
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  const files = existsSync(join(folder, 'index.html'))
    ? sirv(folder, {
        etag: true,
        setHeaders(response, pathname) {
          response.setHeader('Content-Security-Policy', policy)
          response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
          // Vite puts a hash of the content into the names below assets/.
          response.setHeader('Cache-Control', pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
        },
      })
    : null

  /** Whether it answered. */
  return (request: IncomingMessage, response: ServerResponse, path: string): boolean => {
    if (!files || (request.method !== 'GET' && request.method !== 'HEAD') || dataPaths.has(path)) return false
    if (path !== '/' && isNavigation(request, path)) {
      // Leading slashes are dropped, so that no address leads to another host.
      const query = request.url?.slice(path.length) ?? ''
      response.writeHead(302, { Location: `/${query}#/${path.replace(/^[/\\]+/, '')}` }).end()
      return true
    }
    // A file that is gone since the start, after an update, ends this answer and nothing else.
    response.once('pipe', (file) => file.once('error', () => response.destroy()))
    let isServed = true
    files(request, response, () => {
      isServed = false
    })
    return isServed
  }
}

const isNavigation = ({ headers }: IncomingMessage, path: string): boolean =>
  /\btext\/html\b/.test(headers.accept ?? '') && !path.slice(path.lastIndexOf('/')).includes('.')
