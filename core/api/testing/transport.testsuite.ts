import { getEventMeta, ORPCError } from '@orpc/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { type Api, type Client, createApi } from '../router.ts'
import { createExampleParts } from './example-parts.ts'
import { createLogRecorder } from './log-recorder.ts'

export type Connect = (api: Api) => Promise<{ client: Client; close(): Promise<void> | void }>

/** What a caller may rely on, whichever transport is in between. */
export function describeTransport(name: string, connect: Connect): void {
  describe(`the contract over ${name}`, () => {
    const closing: (() => Promise<void> | void)[] = []
    afterEach(async () => {
      for (const close of closing.splice(0)) await close()
    })
    async function open() {
      const example = createExampleParts()
      const log = createLogRecorder()
      const connection = await connect(createApi(example.parts, { logger: log.logger }))
      closing.push(connection.close)
      return { ...example, log, client: connection.client, close: connection.close }
    }
    const faultOf = async (call: Promise<unknown>): Promise<ORPCError<string, unknown>> => {
      const error = await call.then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(ORPCError)
      return error as ORPCError<string, unknown>
    }

    it('answers a call', async () => {
      const { client } = await open()
      const session = await client.sessions.create({ agent: 'assistant', title: 'Über — 日本' })
      expect(await client.sessions.get({ id: session.id })).toEqual(session)
      expect(await client.runs.executeTool({ name: 'echo', parameters: { a: [1, { b: null }], c: '✓' } })).toMatchObject({
        status: 'done',
        output: { a: [1, { b: null }], c: '✓' },
      })
    })

    it('takes a kind in either spelling and queries with defaults', async () => {
      const { client } = await open()
      expect((await client.registry.dependencies({ kind: 'tool', name: 'clock' })).nodes[0]?.kind).toBe('Tool')
      expect((await client.runs.list({ rootsOnly: true })).runs).toEqual([])
    })

    it('tells a fault by code, status, message and data', async () => {
      const { client } = await open()
      const fault = await faultOf(client.registry.get({ kind: 'tool', name: 'clok' }))
      expect(fault).toMatchObject({
        code: 'MANIFEST_NOT_FOUND',
        status: 404,
        message: 'There is no tool named clok. Did you mean clock?',
        data: { name: 'clok' },
        defined: true,
      })
    })

    it('tells which field of an input does not fit', async () => {
      const { client } = await open()
      const fault = await faultOf(client.sessions.get({ id: 'nonsense' }))
      expect(fault).toMatchObject({ code: 'BAD_INPUT', status: 400, data: { issues: [{ path: 'id' }] } })
      expect(fault.message).toMatch(/^id: /)
    })

    it('tells of a bug nothing but its trace id, and logs the rest under it', async () => {
      const { client, log } = await open()
      const fault = await faultOf(client.runs.executeTool({ name: 'bug' }))
      expect(fault).toMatchObject({ code: 'INTERNAL', status: 500 })
      expect(JSON.stringify(fault.toJSON())).not.toContain('secret')
      const { traceId } = fault.data as { traceId: string }
      expect(fault.message).toContain(traceId)
      expect(log.lines.find((line) => line.fields?.traceId === traceId)?.fields?.error).toMatchObject({ message: 'a secret detail' })
    })

    it('refuses to begin a stream with the same typed fault', async () => {
      const { client } = await open()
      expect(await faultOf(client.sessions.send({ id: newId('ses'), text: 'hello' }))).toMatchObject({ code: 'NOT_FOUND', status: 404 })
      expect(await faultOf(client.runs.events({ id: newId('run') }))).toMatchObject({ code: 'NOT_FOUND', status: 404 })
    })

    it('streams a turn to its end', async () => {
      const { client, seen } = await open()
      const { id } = await client.sessions.create({ agent: 'assistant' })
      const types: string[] = []
      let last: unknown
      for await (const event of await client.sessions.send({ id, text: 'one two' })) {
        types.push(event.type)
        last = event
      }
      expect(types).toEqual(['run.started', 'text.delta', 'text.delta', 'run.finished', 'turn.finished'])
      expect(last).toMatchObject({ text: 'one two', sessionId: id })
      await vi.waitFor(() => expect(seen.openStreams).toBe(0))
    })

    it('frees the source of a stream that the caller leaves', async () => {
      const { client, seen } = await open()
      const { id } = await client.sessions.create({ agent: 'assistant' })
      for await (const event of await client.sessions.send({ id, text: 'hang' })) {
        expect(event.type).toBe('run.started')
        break
      }
      await vi.waitFor(() => expect(seen.openStreams).toBe(0))
    })

    it('frees the source of a stream that the caller aborts while nothing happens', async () => {
      const { client, seen } = await open()
      const { id } = await client.sessions.create({ agent: 'assistant' })
      const abort = new AbortController()
      const stream = await client.sessions.send({ id, text: 'hang' }, { signal: abort.signal })
      await stream.next()
      const waiting = stream.next().catch(() => null)
      await vi.waitFor(() => expect(seen.openStreams).toBe(1))
      abort.abort()
      await waiting
      await vi.waitFor(() => expect(seen.openStreams).toBe(0))
    })

    it('cancels the run of a caller that goes away', async () => {
      const { client, seen } = await open()
      const abort = new AbortController()
      const call = client.runs.executeTool({ name: 'hang' }, { signal: abort.signal }).catch(() => null)
      await new Promise((resolve) => setTimeout(resolve, 50))
      abort.abort()
      await call
      await vi.waitFor(() => expect(seen.cancelledRuns).toBe(1))
    })

    it('resumes a journal after the event id that was seen last', async () => {
      const { client } = await open()
      const { id } = await client.sessions.create({ agent: 'assistant' })
      const { runId } = await client.sessions.submit({ id, text: 'a b c' })
      const ids: (string | undefined)[] = []
      for await (const event of await client.runs.events({ id: runId })) ids.push(getEventMeta(event)?.id)
      expect(ids).toEqual(['1', '2', '3', '4', '5'])
      const rest: number[] = []
      for await (const event of await client.runs.events({ id: runId }, { lastEventId: '3' })) rest.push(event.seq)
      expect(rest).toEqual([4, 5])
    })

    it('resumes a turn without sending its message again', async () => {
      const { client, seen } = await open()
      const { id } = await client.sessions.create({ agent: 'assistant' })
      const message = { id, text: 'a b c', messageId: newId('msg') }
      let lastEventId: string | undefined
      for await (const event of await client.sessions.send(message)) {
        lastEventId = getEventMeta(event)?.id
        if (lastEventId?.endsWith(':3')) break
      }
      const rest: string[] = []
      for await (const event of await client.sessions.send(message, { lastEventId: lastEventId as string })) rest.push(event.type)
      expect(rest).toEqual(['text.delta', 'run.finished', 'turn.finished'])
      for await (const event of await client.sessions.send(message)) rest.push(event.type)
      expect(rest).toHaveLength(9)
      expect(seen.sends).toBe(1)
    })

    it('does not resume a turn of another chat, nor after an id it never gave', async () => {
      const { client } = await open()
      const [one, other] = [await client.sessions.create({ agent: 'a' }), await client.sessions.create({ agent: 'b' })]
      const { runId } = await client.sessions.submit({ id: one.id, text: 'a' })
      const send = (id: string, lastEventId: string) => client.sessions.send({ id, text: 'a' }, { lastEventId })
      expect(await faultOf(send(other.id, `${runId}:1`))).toMatchObject({ code: 'NOT_FOUND' })
      expect(await faultOf(send(one.id, 'nonsense'))).toMatchObject({ code: 'BAD_INPUT' })
    })

    it('answers 50 calls at once, each its own', async () => {
      const { client } = await open()
      const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => client.runs.executeTool({ name: 'echo', parameters: { n } })))
      expect(answers.map(({ output }) => output)).toEqual(Array.from({ length: 50 }, (_, n) => ({ n })))
    })

    it('tells what changed, until the caller leaves', async () => {
      const { client, bus } = await open()
      const events = await client.system.events({})
      const first = events.next()
      await vi.waitFor(() => expect(bus.listenerCount).toBe(1))
      bus.publish({ type: 'models.changed' })
      expect((await first).value).toEqual({ type: 'models.changed' })
      await events.return?.()
      await vi.waitFor(() => expect(bus.listenerCount).toBe(0))
    })

    it('ends everything when the connection closes', async () => {
      const { client, seen, bus, close } = await open()
      if (name === 'nothing in between') return
      const { id } = await client.sessions.create({ agent: 'assistant' })
      const stream = await client.sessions.send({ id, text: 'hang' })
      await stream.next()
      const rest = stream.next().then(
        (result) => result.done ?? false,
        () => 'rejected',
      )
      const changes = await client.system.events({})
      const change = changes.next().catch(() => null)
      await vi.waitFor(() => expect(bus.listenerCount).toBe(1))
      await close()
      expect(['rejected', true]).toContain(await rest)
      await change
      await vi.waitFor(() => expect([seen.openStreams, bus.listenerCount]).toEqual([0, 0]))
    })
  })
}
