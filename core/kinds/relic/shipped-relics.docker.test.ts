import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DockerRoom, dockerRoom } from './testing/docker-room.ts'

const never = new AbortController().signal

describe('the relics that ship, on a real engine', () => {
  let room: DockerRoom
  beforeAll(async () => {
    room = await dockerRoom({ shipped: ['kv_store', 'sql_store', 'http_cache'] })
  })
  afterAll(() => room.close())

  it('kv_store keeps values for one chat, over restarts, and another chat sees none of them', async () => {
    const relics = room.life()
    const [one, other] = [room.session(), room.session()]
    const lines: string[] = []
    const view = await relics.ensure('kv_store', one, { signal: never, onLog: (line) => lines.push(line) })
    expect(view).toMatchObject({ name: 'kv_store', state: 'healthy', sessionId: one, scope: 'session', restarts: 0, ports: [] })
    expect(lines.length).toBeGreaterThan(0)
    await relics.ensure('kv_store', other, { signal: never })
    const at = (sessionId: typeof one) => ({ sessionId, signal: never })
    await relics.call('kv_store', 'write', { key: 'colour & "shade"', value: 'blé' }, at(one))
    expect(await relics.call('kv_store', 'read', { key: 'colour & "shade"' }, at(one))).toMatchObject({ found: true, value: 'blé' })
    expect(await relics.call('kv_store', 'read', { key: 'colour & "shade"' }, at(other))).toMatchObject({ found: false, value: null })
    await relics.restart(view.id, { signal: never })
    expect(await relics.call('kv_store', 'list', { prefix: 'col' }, at(one))).toEqual({ keys: ['colour & "shade"'], isCut: false })
    expect(await relics.call('kv_store', 'delete', { key: 'colour & "shade"' }, at(one))).toMatchObject({ deleted: true })
    await expect(relics.call('kv_store', 'write', { key: 'x' }, at(one))).rejects.toThrow(/write answered 400: .*value is missing/)
    expect(await relics.removeSession(one)).toBeGreaterThan(0)
    expect(await relics.removeSession(other)).toBeGreaterThan(0)
    expect(await room.left()).toEqual({ containers: 0, networks: [], volumes: [] })
  })

  it('sql_store answers questions with parameters, changes nothing while it reads, and reaches no other file', async () => {
    const relics = room.life()
    const session = room.session()
    const call = (endpoint: string, args: Record<string, unknown>) => relics.call('sql_store', endpoint, args, { sessionId: session, signal: never })
    await relics.ensure('sql_store', session, { signal: never })
    await call('execute', { sql: 'CREATE TABLE items (name TEXT, price REAL)' })
    const rows = [
      ['tea', 3.5],
      ['cup', 7],
      ["O'Neil's pot", 20],
    ]
    expect(await call('execute', { sql: 'INSERT INTO items VALUES (?, ?)', many: rows })).toMatchObject({ changes: 3 })
    expect(await call('query', { sql: 'SELECT name FROM items WHERE price > ? ORDER BY price', parameters: [5] })).toEqual({
      columns: ['name'],
      rows: [['cup'], ["O'Neil's pot"]],
      isCut: false,
    })
    expect(await call('tables', {})).toEqual({
      tables: [
        {
          name: 'items',
          columns: [
            { name: 'name', type: 'TEXT' },
            { name: 'price', type: 'REAL' },
          ],
          rows: 3,
        },
      ],
    })
    await expect(call('query', { sql: 'DELETE FROM items' })).rejects.toThrow(/query answered 400: .*readonly/)
    await expect(call('execute', { sql: "ATTACH DATABASE '/tmp/other.sqlite' AS other" })).rejects.toThrow(/not authorized/)
    await expect(call('execute', { sql: 'SELECT 1; DROP TABLE items' })).rejects.toThrow(/one statement/)
    await expect(call('execute', { sql: 'INSERT INTO items VALUES (?, ?)', many: [['half', 1], ['bad']] })).rejects.toThrow(/400/)
    expect(await call('query', { sql: 'SELECT count(*) FROM items' })).toMatchObject({ rows: [[3]] })
    await relics.restart(relics.idOf({ name: 'sql_store', sessionId: session }), { signal: never })
    expect(await call('query', { sql: 'SELECT count(*) FROM items' })).toMatchObject({ rows: [[3]] })
    await relics.removeSession(session)
  })

  it('http_cache gives back what it was given, with its age, and forgets what it is told to', async () => {
    const relics = room.life()
    const session = room.session()
    const call = (endpoint: string, args: Record<string, unknown>) => relics.call('http_cache', endpoint, args, { sessionId: session, signal: never })
    await relics.ensure('http_cache', session, { signal: never })
    const url = 'https://example.com/a?b=c d'
    expect(await call('get', { url })).toMatchObject({ found: false })
    await call('put', { url, body: '<h1>Grüße from the archive</h1>', content_type: 'text/html' })
    expect(await call('get', { url, max_age_seconds: 60 })).toMatchObject({
      found: true,
      body: '<h1>Grüße from the archive</h1>',
      status: 200,
      contentType: 'text/html',
    })
    expect(await call('search', { words: 'ARCHIVE grüße' })).toMatchObject({ hits: [{ excerpt: '<h1>Grüße from the archive</h1>' }] })
    await relics.restart(relics.idOf({ name: 'http_cache', sessionId: session }), { signal: never })
    expect(await call('list', {})).toMatchObject({ pages: [{ url: 'https://example.com/a?b=c%20d', status: 200 }] })
    await expect(call('put', { url: 'no address', body: 'x' })).rejects.toThrow(/put answered 400/)
    expect(await call('purge', { url })).toEqual({ purged: 1 })
    expect(await call('get', { url })).toMatchObject({ found: false })
    await relics.removeSession(session)
    expect(await room.left()).toEqual({ containers: 0, networks: [], volumes: [] })
  })
})
