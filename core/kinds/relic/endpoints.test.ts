import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Endpoint, requestOf, splitName } from './endpoints.ts'

const endpoint = (method: Endpoint['method'], url: string): Endpoint => ({
  name: 'read',
  method,
  url,
  description: null,
  parameters: null,
  returns: null,
})

describe('the request of a call', () => {
  it('has its arguments in the query for GET and DELETE', () => {
    expect(requestOf(endpoint('GET', 'http://store:80/get?v=1'), { key: 'a b&c', n: 2, deep: { x: [1] }, none: undefined })).toEqual({
      method: 'GET',
      url: 'http://store/get?v=1&key=a+b%26c&n=2&deep=%7B%22x%22%3A%5B1%5D%7D',
      headers: {},
      body: null,
    })
    expect(requestOf(endpoint('DELETE', 'http://store/x'), { key: 'k' }).url).toBe('http://store/x?key=k')
  })

  it('has them as JSON in the body otherwise', () => {
    expect(requestOf(endpoint('POST', 'http://store/set'), { key: 'k', value: { a: 1 } })).toMatchObject({
      url: 'http://store/set',
      headers: { 'content-type': 'application/json' },
      body: '{"key":"k","value":{"a":1}}',
    })
  })

  it('puts placeholders into the address, and only there', () => {
    expect(requestOf(endpoint('GET', 'http://store/items/{id}/x?of={who}'), { id: 'a/b?c#d', who: 'me&you', more: 1 }).url).toBe(
      'http://store/items/a%2Fb%3Fc%23d/x?of=me%26you&more=1',
    )
    expect(() => requestOf(endpoint('GET', 'http://store/items/{id}'), {})).toThrow(/needs id/)
  })

  it('never reaches another host or another path, whatever a model writes', () => {
    expect(() => requestOf(endpoint('GET', 'http://{host}/x'), { host: 'evil' })).toThrow(/no address/)
    for (const id of ['.', '..', '']) expect(() => requestOf(endpoint('GET', 'http://store/items/{id}/secret'), { id })).toThrow(/cannot be/)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (id) => {
        fc.pre(!['', '.', '..'].includes(id) && id.isWellFormed())
        const url = new URL(requestOf(endpoint('GET', 'http://store:81/items/{id}/end'), { id }).url)
        return (
          url.host === 'store:81' && url.pathname.split('/').length === 4 && url.pathname.endsWith('/end') && url.search === '' && url.hash === ''
        )
      }),
    )
  })
})

it('a name is a relic, or a relic and an endpoint', () => {
  expect([splitName('kv_store'), splitName('kv_store.read'), splitName('kv_store.a.b')]).toEqual([
    ['kv_store', null],
    ['kv_store', 'read'],
    ['kv_store', 'a.b'],
  ])
})
