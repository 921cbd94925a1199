import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type FetchProblem, tellAuthor } from '../../../engines/sandboxes/fetch-problem.ts'
import { createNetworkRules } from '../../../engines/sandboxes/network-rules.ts'

type Rules = { mayAsk(host: string, port: number): string | null; mayConnect(host: string, port: number, address: string): string | null }
// The proxy is one plain script, so that it can run on Node alone.
const proxyFile = new URL('../../../engines/containers/egress/proxy.mjs', import.meta.url).href
const { createRules } = (await import(proxyFile)) as { createRules(hosts: string[]): Rules }

const names = fc.constantFrom(
  'example.com',
  'api.example.com',
  'a.b.example.com',
  'evilexample.com',
  'localhost',
  '127.0.0.1',
  '10.1.2.3',
  '169.254.169.254',
  '93.184.216.34',
)
const rule = fc
  .tuple(fc.oneof(names, fc.constantFrom('*', '*.example.com', '*.com')), fc.constantFrom('', ':80', ':443', ':8080'))
  .map(([host, port]) => host + port)
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom(
    '127.0.0.1',
    '10.1.2.3',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    '::1',
    '::ffff:10.1.2.3',
    '::ffff:7f00:1',
    '93.184.216.34',
    'fe80::1',
    '64:ff9b::7f00:1',
  ),
)

const told = (problem: FetchProblem | null) => problem && tellAuthor(problem)

it('means the same by a list of hosts in the proxy of containers as in the sandboxes without', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), names, fc.constantFrom(80, 443, 8080, 22), address, (hosts, host, port, to) => {
      const [one, other] = [createNetworkRules(hosts), createRules(hosts)]
      const url = new URL(`${port === 443 ? 'https' : 'http'}://${host}:${port}/`)
      expect(other.mayAsk(host, port)).toBe(told(one.mayAsk(url)))
      expect(other.mayConnect(host, port, to)).toBe(told(one.mayConnect(url, to)))
    }),
    { numRuns: 3_000 },
  )
})
