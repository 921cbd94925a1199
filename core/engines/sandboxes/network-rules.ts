import { BlockList, isIP } from 'node:net'

const reserved = new BlockList()
const linkLocal = new BlockList()
const add = (list: BlockList, ranges: string) => {
  for (const range of ranges.split(' ')) {
    const [network = '', bits = ''] = range.split('/')
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4')
  }
}
// IANA special-purpose registries: everything that is not the public internet.
add(
  reserved,
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
)
add(reserved, '::/127 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fec0::/10 ff00::/8')
// Cloud machines answer with their credentials here; a name that resolves to it is never what was meant.
add(linkLocal, '169.254.0.0/16 fe80::/10')

/** An IPv4 address that travels inside an IPv6 one is judged as the IPv4 address it is. */
const unmapped = (address: string): string => {
  const dotted = /^::(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (dotted?.[1]) return dotted[1]
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address)
  if (!hex) return address
  const [high, low] = [Number.parseInt(hex[1] ?? '0', 16), Number.parseInt(hex[2] ?? '0', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

const inList = (list: BlockList, address: string) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

const bareHost = (hostname: string) =>
  hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()

type Rule = { host: string; port: string | null; isWildcard: boolean }

const parseRule = (text: string): Rule => {
  const match = /^(.*?)(?::(\d+))?$/.exec(text.toLowerCase())
  const host = match?.[1] ?? text
  return { host, port: match?.[2] ?? null, isWildcard: host.startsWith('*') }
}

/**
 * Judges connections by a tool's `network` list. `mayAsk` looks at the address as written, before any name is resolved;
 * `mayConnect` at the address that the name resolved to. Both answer null for yes, else the reason for no.
 * Addresses that are not public need their host named exactly; link-local ones need the address itself named.
 */
export function createNetworkRules(network: string[]) {
  const rules = network.map(parseRule)
  const matching = (url: URL) => {
    const host = bareHost(url.hostname)
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    return rules.filter(
      (rule) =>
        (rule.port === null || rule.port === port) &&
        (rule.host === '*' || (rule.isWildcard ? host.endsWith(rule.host.slice(1)) && host.length > rule.host.length - 1 : rule.host === host)),
    )
  }
  return {
    mayAsk(url: URL): string | null {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} addresses cannot be fetched, only http: and https:`
      if (rules.length === 0) return `this tool may not use the network (it asked for ${url.host})`
      return matching(url).length > 0 ? null : `${url.host} is not among the hosts this tool may reach (${network.join(', ')})`
    },
    mayConnect(url: URL, address: string): string | null {
      const plain = unmapped(address)
      if (isIP(plain) === 0) return `${address} is no address`
      const named = matching(url).filter((rule) => !rule.isWildcard)
      if (inList(linkLocal, plain)) {
        return named.some((rule) => rule.host === bareHost(url.hostname)) && isIP(bareHost(url.hostname)) !== 0
          ? null
          : `${url.host} leads to the link-local address ${plain}`
      }
      if (!inList(reserved, plain) || named.length > 0) return null
      return `${url.host} leads to ${plain}, which is not a public address; name the host in permissions.network to allow it`
    },
  }
}
export type NetworkRules = ReturnType<typeof createNetworkRules>
