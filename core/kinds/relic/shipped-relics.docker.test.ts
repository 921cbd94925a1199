import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DockerRoom, dockerRoom } from './testing/docker-room.ts'

const never = new AbortController().signal

describe('the relics that ship, on a real engine', () => {
  let room: DockerRoom
  beforeAll(async () => {
    room = await dockerRoom({ shipped: ['kv_store'] })
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
})
