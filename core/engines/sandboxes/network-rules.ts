import { BlockList, isIP } from 'node:net'
import type { FetchProblem } from './fetch-problem.ts'

const reserved = new BlockList()
const linkLocal = new BlockList()
const loopback = new BlockList()
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
add(linkLocal, '169.254.0.0/16 fe80::/10 fd00:ec2::254/128 100.100.100.200/32 168.63.129.16/32 192.0.0.192/32')
add(loopback, '127.0.0.0/8 ::1/128')

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

/** Without a port, the ports of http and https are meant. */
type Rule = { host: string; ports: number[]; isWildcard: boolean }

const parseRule = (text: string): Rule => {
  const match = /^(.*?)(?::(\d+))?$/.exec(text.toLowerCase())
  const host = match?.[1] ?? text
  return { host, ports: match?.[2] ? [Number(match[2])] : [80, 443], isWildcard: host.startsWith('*') }
}

const portOf = (url: URL) => Number(url.port || (url.protocol === 'https:' ? 443 : 80))

/**
 * Judges connections by a tool's `network` list. `mayAsk` looks at the address as written, before any name is resolved;
 * `mayConnect` at the address that the name resolved to. Both answer null for yes, else what is against it. An address that is not
 * public must be in the list itself, beside a name that leads to it; `localhost` stands for its own. The egress proxy of the
 * container tier means the same by the same list.
 */
export function createNetworkRules(network: string[]) {
  const rules = network.map(parseRule)
  const isMeant = (rule: Rule, host: string, port: number) =>
    rule.ports.includes(port) &&
    (rule.host === '*' || (rule.isWildcard ? host.endsWith(rule.host.slice(1)) && host.length > rule.host.length - 1 : rule.host === host))
  return {
    mayAsk(url: URL): FetchProblem | null {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return { is: 'other-protocol', protocol: url.protocol }
      const host = bareHost(url.hostname)
      if (rules.length === 0) return { is: 'no-network', host }
      if (rules.some((rule) => isMeant(rule, host, portOf(url)))) return null
      return { is: 'unlisted', host, port: portOf(url), network }
    },
    mayConnect(url: URL, address: string): FetchProblem | null {
      const plain = unmapped(address)
      if (isIP(plain) === 0) return { is: 'no-address', address }
      const [host, port] = [bareHost(url.hostname), portOf(url)]
      if (rules.some((rule) => !rule.isWildcard && isIP(rule.host) !== 0 && rule.host === plain && rule.ports.includes(port))) return null
      if (inList(linkLocal, plain)) return { is: 'link-local', host, address: plain }
      if (!inList(reserved, plain)) return null
      if (inList(loopback, plain) && rules.some((rule) => rule.host === 'localhost' && isMeant(rule, host, port))) return null
      return { is: 'not-public', host, address: plain }
    },
  }
}
export type NetworkRules = ReturnType<typeof createNetworkRules>
