import { describe, expect, it, vi } from 'vitest'
import { fakeRoom, never, store } from './testing/fake-room.ts'
import { mortalEngine } from './testing/mortal-engine.ts'

const wait = { timeout: 2_000, interval: 2 }

describe('after the app was killed', () => {
  it('living chats have their relics again, in the same containers, and those of chats that are gone are removed', async () => {
    const room = fakeRoom()
    const killed = mortalEngine(room.engine)
    const before = room.life({ engine: killed.engine })
    const [living, gone] = [room.session(), room.session()]
    const { id } = await before.ensure('store', living, { signal: never })
    await before.ensure('store', gone, { signal: never })
    const [kept] = room.relics()
    room.sessions.delete(gone)
    killed.kill()

    const after = room.life({ launch: 'launch2' })
    expect(await after.adopt()).toMatchObject({ adopted: 1 })
    expect(room.relics()).toEqual([kept])
    expect(await after.ensure('store', living, { signal: never })).toMatchObject({ id, state: 'healthy' })
    expect(room.relics()).toEqual([kept])
    expect(room.engine.inside.volumes.size).toBe(1)
    expect(await after.call('store', 'read', { key: 'a' }, { sessionId: living, signal: never })).toEqual({ ok: true })
    await after.close()
  })

  it('a relic that runs is taken over by its first use, too; one of another manifest is replaced', async () => {
    const room = fakeRoom()
    const killed = mortalEngine(room.engine)
    const session = room.session()
    await room.life({ engine: killed.engine }).ensure('store', session, { signal: never })
    killed.kill()
    const [kept] = room.relics()
    const after = mortalEngine(room.engine)
    await room.life({ engine: after.engine, launch: 'launch2' }).ensure('store', session, { signal: never })
    expect(room.relics()).toEqual([kept])
    after.kill()
    room.manifests.declare(store, 'd2')
    const last = room.life({ launch: 'launch3' })
    expect(await last.ensure('store', session, { signal: never })).toMatchObject({ digest: 'd2', isOutdated: false })
    expect(room.relics()).toHaveLength(1)
    expect(room.relics()).not.toEqual([kept])
    expect(await last.adopt()).toEqual({ adopted: 0, removed: 0 })
    await last.close()
  })

  it('one that had stopped is known again, and starts with what it kept', async () => {
    const room = fakeRoom()
    const before = room.life()
    const session = room.session()
    const { id } = await before.ensure('store', session, { signal: never })
    await before.close()
    const after = room.life({ launch: 'launch2' })
    expect(await after.adopt()).toEqual({ adopted: 0, removed: 0 })
    expect(after.get(id)).toMatchObject({ state: 'stopped' })
    expect(await after.ensure('store', session, { signal: never })).toMatchObject({ state: 'healthy' })
    expect(room.engine.inside.volumes.size).toBe(1)
    await after.close()
  })

  it('a relic whose manifest is gone does not stay', async () => {
    const room = fakeRoom()
    const killed = mortalEngine(room.engine)
    await room.life({ engine: killed.engine }).ensure('store', room.session(), { signal: never })
    killed.kill()
    room.manifests.forget('Relic', 'store')
    const after = room.life({ launch: 'launch2' })
    expect(await after.adopt()).toEqual({ adopted: 0, removed: 1 })
    expect(room.relics()).toEqual([])
    await after.close()
  })
})

describe('when the engine goes away', () => {
  it('a relic is unknown, asking for it says why at once, and it comes back by itself', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const session = room.session()
    const { id } = await relics.ensure('store', session, { signal: never })
    room.engine.cut('the daemon was stopped')
    expect(relics.get(id).state).toBe('unknown')
    await expect(relics.ensure('store', session, { signal: never })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('the daemon was stopped'),
    })
    room.engine.restore()
    await vi.waitFor(() => expect(relics.get(id).state).toBe('healthy'), wait)
    expect(room.relics().filter((one) => one.status === 'running')).toHaveLength(1)
    await relics.close()
  })

  it('a start under way ends with the reason, and is not left half done', async () => {
    const room = fakeRoom()
    room.inside.answer = () => ({ error: 'connect ECONNREFUSED' })
    const relics = room.life()
    const session = room.session()
    const start = relics.ensure('store', session, { signal: never })
    await vi.waitFor(() => expect(room.relics()[0]?.status).toBe('running'), wait)
    room.engine.cut()
    await expect(start).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
    room.inside.answer = () => ({ status: 200 })
    room.engine.restore()
    await vi.waitFor(async () => expect(await relics.ensure('store', session, { signal: never })).toMatchObject({ state: 'healthy' }), wait)
    expect(room.relics()).toHaveLength(1)
    await relics.close()
  })

  it('closing does not wait for it', async () => {
    const room = fakeRoom()
    const relics = room.life()
    await relics.ensure('store', room.session(), { signal: never })
    room.engine.cut()
    await relics.close()
  })
})
