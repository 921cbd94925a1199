/** Where an engine listens, in the form Node's http takes, and as people write it. */
export type Endpoint = { url: string } & (
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number; tls: { ca?: string; cert?: string; key?: string } | null }
)

/** The certificates of a TCP engine: `ca.pem`, `cert.pem` and `key.pem` of `certificates`. */
export type TlsChoice = { isVerified: boolean; certificates: string; readText: (path: string) => string | null }

/** `unix:///path`, `npipe:////./pipe/name`, `tcp://host:2375`, `https://host:2376`. Text is the reason why it cannot be used. */
export function parseEndpoint(url: string, tls: TlsChoice): Endpoint | string {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/i.exec(url) ?? []
  if (scheme === 'unix') return rest.startsWith('/') ? { url, kind: 'socket', path: rest } : 'a unix:// address needs an absolute path'
  if (scheme === 'npipe') return { url, kind: 'socket', path: rest.replaceAll('\\', '/') }
  if (scheme === 'ssh') {
    return `ssh:// is not spoken here. Forward the socket instead: ssh -N -L /tmp/docker.sock:/var/run/docker.sock ${rest} and use unix:///tmp/docker.sock`
  }
  if (!['tcp', 'http', 'https'].includes(scheme)) return `${url} is no address of an engine: write unix://, npipe:// or tcp://`
  return tcpEndpoint(url, scheme, rest, tls)
}

function tcpEndpoint(url: string, scheme: string, rest: string, tls: TlsChoice): Endpoint | string {
  const isTls = scheme === 'https' || (scheme === 'tcp' && tls.isVerified)
  const parsed = URL.parse(`http://${rest}`)
  if (!parsed?.hostname) return `${url} names no computer`
  const port = Number(parsed.port || (isTls ? 2376 : 2375))
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  if (!isTls) return { url, kind: 'tcp', host, port, tls: null }
  const read = (name: string) => tls.readText(`${tls.certificates}/${name}.pem`)
  const [ca, cert, key] = [read('ca'), read('cert'), read('key')]
  if (tls.isVerified && (ca === null || cert === null || key === null)) {
    return `TLS is asked for, and ca.pem, cert.pem and key.pem are not all in ${tls.certificates}; set DOCKER_CERT_PATH`
  }
  return { url, kind: 'tcp', host, port, tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } }
}

/** For `http.request`. */
export const requestTarget = (endpoint: Endpoint) =>
  endpoint.kind === 'socket' ? { socketPath: endpoint.path } : { host: endpoint.host, port: endpoint.port, ...endpoint.tls }
