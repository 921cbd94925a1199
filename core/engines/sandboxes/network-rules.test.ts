import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNetworkRules } from './network-rules.ts'

const asks = (network: string[], url: string) => createNetworkRules(network).mayAsk(new URL(url)) === null
const connects = (network: string[], url: string, address: string) => createNetworkRules(network).mayConnect(new URL(url), address) === null

describe('which hosts a tool may ask', () => {
  it('takes a name exactly, a wildcard below its domain, and a port where one is written', () => {
    expect(asks(['api.example.com'], 'https://api.example.com/x')).toBe(true)
    expect(asks(['api.example.com:8443'], 'https://API.example.com.:8443/')).toBe(true)
    expect(asks(['api.example.com'], 'https://api.example.com:8443/')).toBe(false)
    expect(asks(['api.example.com:443'], 'http://api.example.com/')).toBe(false)
    expect(asks(['*.example.com'], 'https://a.b.example.com/')).toBe(true)
    expect(asks(['*.example.com'], 'https://example.com/')).toBe(false)
    expect(asks(['*.example.com'], 'https://evilexample.com/')).toBe(false)
    expect(asks(['example.com'], 'https://example.com.evil.org/')).toBe(false)
    expect(asks(['example.com'], 'https://user:example.com@evil.org/')).toBe(false)
    expect(asks([], 'https://example.com/')).toBe(false)
    expect(asks(['*'], 'ftp://example.com/')).toBe(false)
  })
})

describe('which addresses it may be connected to', () => {
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '172.16.9.9',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '224.0.0.1',
    'ff02::1',
  ]
  it('takes public ones', () => {
    for (const address of ['93.184.216.34', '2606:2800:220:1::1']) expect(connects(['*'], 'https://example.com/', address)).toBe(true)
  })
  it.each(inside)('refuses %s behind a name, whoever named that, and takes it where the address is named, too', (address) => {
    expect(connects(['*'], 'https://example.com/', address)).toBe(false)
    expect(connects(['*.example.com'], 'https://a.example.com/', address)).toBe(false)
    expect(connects(['a.example.com'], 'https://a.example.com/', address)).toBe(false)
    if (address.includes('.') && !address.includes(':')) expect(connects(['a.example.com', address], 'https://a.example.com/', address)).toBe(true)
  })
  it('takes loopback behind localhost', () => {
    expect(connects(['localhost:8080'], 'http://localhost:8080/', '127.0.0.1')).toBe(true)
    expect(connects(['localhost:8080'], 'http://localhost:8080/', '10.0.0.1')).toBe(false)
    expect(connects(['localhost', '*'], 'http://other.example.com/', '127.0.0.1')).toBe(false)
  })
  it('takes a link-local address only when it is written itself', () => {
    expect(connects(['metadata.example.com'], 'http://metadata.example.com/', '169.254.169.254')).toBe(false)
    expect(connects(['*'], 'http://169.254.169.254/', '169.254.169.254')).toBe(false)
    expect(connects(['169.254.1.1'], 'http://169.254.1.1/', '169.254.1.1')).toBe(true)
    for (const address of ['fd00:ec2::254', '100.100.100.200', '168.63.129.16'])
      expect(connects(['*'], 'http://metadata.example.com/', address)).toBe(false)
  })
  it('judges an IPv4 address the same when it travels inside an IPv6 one', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(connects(['*'], 'https://example.com/', `::ffff:${address}`)).toBe(connects(['*'], 'https://example.com/', address))
      }),
    )
  })
})
