import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessagePart } from '../../contract/sessions.ts'
import { newId } from '../../kernel/ids.ts'
import { chatGptConversation, claudeConversation } from './import.fixtures.ts'
import { type ImportedMessage, importedMessage, orderTree } from './imported-chat.ts'
import { withImports } from './testing.ts'

const imports = withImports()
const { bring, only } = imports
const content = (value: unknown) => JSON.stringify(value)

describe('our own export', () => {
  test('comes back as it went, but for ids, for any tree of messages', async () => {
    const part = fc.oneof(
      fc.record({ type: fc.constant('text' as const), text: fc.string({ unit: 'grapheme' }) }),
      fc.record({ type: fc.constant('thinking' as const), text: fc.string(), startedAt: fc.constant('t'), durationMs: fc.constantFrom(null, 3) }),
      fc.record({ type: fc.constant('notice' as const), code: fc.string(), message: fc.string() }),
      fc.record({
        ...{ type: fc.constant('tool' as const), callId: fc.string(), toolRunId: fc.constant(null), name: fc.string(), arguments: fc.jsonValue() },
        ...{ tier: fc.constantFrom(null, 'wasm' as const), status: fc.constantFrom('done' as const, 'failed' as const), asks: fc.constant([]) },
        ...{ logs: fc.array(fc.string()), result: fc.jsonValue(), startedAt: fc.constant('t'), durationMs: fc.constant(1) },
        error: fc.constantFrom(null, { code: 'X', message: 'y' }),
      }),
    )
    const message = fc.record({
      parent: fc.nat(),
      role: fc.constantFrom('user' as const, 'assistant' as const),
      parts: fc.array(part, { maxLength: 3 }),
      status: fc.constantFrom('complete' as const, 'failed' as const),
      file: fc.option(fc.uint8Array({ minLength: 1, maxLength: 20 }), { freq: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 8 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue()),
        async (said, state) => {
          const { id } = await imports.chats.chat('Any tree')
          const ids: ReturnType<typeof newId<'msg'>>[] = []
          for (const { parent, role, parts, status, file } of said) {
            const at = '2026-01-01T00:00:00.000Z'
            const row = {
              id: newId('msg'),
              sessionId: id,
              role,
              status,
              error: null,
              runId: null,
              model: 'a/b',
              usage: null,
              createdAt: at,
              finishedAt: at,
            }
            const all = JSON.parse(JSON.stringify(parts)) as MessagePart[]
            if (file) {
              const kept = await imports.chats.attach(id, 'file.bin', file)
              all.push({ type: 'attachment', ...kept, path: await imports.chats.workspaces.place(id, kept.name, file) })
            }
            await imports.chats.storage.messages.insert({ ...row, parts: all, parentId: ids[(parent % (ids.length + 1)) - 1] ?? null })
            ids.push(row.id)
          }
          await imports.chats.storage.state.write(id, state)
          await imports.chats.storage.sessions.update(id, { headId: ids[0] ?? null })
          const before = await imports.chats.sessions.export({ id, format: 'json', attachments: 'embedded' })
          const { sessionIds } = await imports.chats.sessions.import({ content: before.content, duplicates: 'copy' })
          const after = await imports.chats.sessions.export({ id: sessionIds[0] as never, format: 'json', attachments: 'embedded' })
          expect(withoutIds(after.content)).toEqual(withoutIds(before.content))
          for (let times = 0; times < 2; times++) for (const one of [id, ...sessionIds]) await imports.chats.sessions.remove(one)
        },
      ),
      { numRuns: 30 },
    )
  }, 60_000)

  test('by reference finds files that are here, and names those that are not', async () => {
    const { id } = await imports.chats.chat('one')
    const file = await imports.chats.attach(id, 'a.txt', 'a')
    await imports.chats.say(id, 'look', { attachments: [file.artifactId] })
    const exported = JSON.parse((await imports.chats.sessions.export({ id, format: 'json' })).content)
    expect(exported.attachments).toEqual([{ ...file, sha256: expect.any(String), contentBase64: null }])
    const here = await bring(exported, { duplicates: 'copy' })
    expect((await imports.chats.branch(here.sessionIds[0] as never))[0]?.parts[1]).toMatchObject({ type: 'attachment', name: 'a.txt', path: 'a.txt' })
    exported.attachments[0].sha256 = 'other'
    const other = await bring(exported, { duplicates: 'copy' })
    expect(other.leftOut).toEqual([{ what: 'files', count: 1 }])
    expect((await imports.chats.branch(other.sessionIds[0] as never))[0]?.parts[1]).toMatchObject({
      type: 'notice',
      message: expect.stringContaining('a.txt'),
    })
  })

  test('of an agent that is not here goes on with another', async () => {
    const { id } = await imports.chats.chat('one')
    await imports.chats.say(id, 'hello')
    const exported = JSON.parse((await imports.chats.sessions.export({ id, format: 'json' })).content)
    exported.session.agent = 'gone'
    const [fallback, wanted] = [await bring(exported, { duplicates: 'copy' }), await bring(exported, { duplicates: 'copy', agent: 'other' })]
    expect((await imports.chats.sessions.get(fallback.sessionIds[0] as never)).agent).toBe('assistant')
    expect((await imports.chats.sessions.get(wanted.sessionIds[0] as never)).agent).toBe('other')
    await expect(bring(exported, { agent: 'gone' })).rejects.toMatchObject({ code: 'MANIFEST_NOT_FOUND' })
  })

  test('of the first version, which held one branch, is read too', async () => {
    const { id } = await imports.chats.chat('one')
    await imports.chats.say(id, 'hello')
    const { session, messages } = JSON.parse((await imports.chats.sessions.export({ id, format: 'json' })).content)
    const old = { format: 'cortex-session', version: 1, session, messages: messages.map((message: object) => ({ ...message, siblings: [] })) }
    const { sessionIds } = await bring(old, { duplicates: 'copy' })
    expect(await imports.chats.branch(sessionIds[0] as never)).toHaveLength(2)
  })

  test('of a newer Cortex, or with something wrong in it, is refused with the place', async () => {
    const session = { id: 'ses_x', title: 'T', agent: 'a', model: null, headId: null, createdAt: '', updatedAt: '' }
    await expect(bring({ format: 'cortex-session', version: 9, session, messages: [] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('newer Cortex'),
    })
    await expect(bring({ format: 'cortex-session', version: 2, session, messages: [{ id: 'x' }] })).rejects.toMatchObject({
      message: expect.stringMatching(/chat 1, line 1, column 1 \(T\): messages\.0\./),
    })
  })
})

describe('an import', () => {
  test('brings the same chats once, also after they were changed here, and again once they were deleted', async () => {
    const file = [chatGptConversation, { ...claudeConversation }]
    expect(await bring(file)).toMatchObject({ imported: 2, skipped: 0 })
    expect(await imports.chats.sessions.previewImport({ content: content(file) })).toMatchObject({ chats: 2, alreadyHere: 2 })
    expect(await bring(file)).toMatchObject({ imported: 0, skipped: 2, sessionIds: [] })
    const { sessions } = await imports.chats.sessions.list({ limit: 5 })
    await imports.chats.sessions.remove(sessions[0]?.id as never)
    expect(await bring(file)).toMatchObject({ imported: 1, skipped: 1 })
    expect(await bring(file, { duplicates: 'copy' })).toMatchObject({ imported: 2, skipped: 0 })
  })

  test('of a chat that is here itself brings nothing', async () => {
    const { id } = await imports.chats.chat('one')
    await imports.chats.say(id, 'hello')
    const { content: text } = await imports.chats.sessions.export({ id, format: 'json' })
    expect(await imports.chats.sessions.import({ content: text, duplicates: 'skip' })).toMatchObject({ imported: 0, skipped: 1 })
  })

  test('of some goes into the folder that was chosen', async () => {
    const folder = await imports.chats.sessions.createFolder({ name: 'Old' })
    const { sessionIds } = await bring([chatGptConversation, claudeConversation], { sourceIds: ['claude:c0ffee'], folderId: folder.id })
    expect(sessionIds).toHaveLength(1)
    expect(await only()).toMatchObject({ title: 'Reading a contract', folderId: folder.id })
    await expect(bring([chatGptConversation], { folderId: newId('fol') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('of all but some brings all the others', async () => {
    expect(await bring([chatGptConversation, claudeConversation], { exceptIds: ['claude:c0ffee'] })).toMatchObject({ imported: 1, skipped: 0 })
    expect((await only()).title).not.toBe('Reading a contract')
  })

  test('brings what can be read and says what cannot, and where', async () => {
    const file = `[${content(chatGptConversation)},\n{"title": "Broken", "mapping": oops},\n{"title": "Odd", "x": 1},\n7,\n${content({ ...claudeConversation, chat_messages: [] })}`
    const result = await imports.chats.sessions.import({ content: file, duplicates: 'skip' })
    expect(result).toMatchObject({ imported: 1 })
    expect(result.problems.map(({ where }) => where)).toEqual([
      'chat 2, line 2, column 1',
      'chat 3, line 3, column 1 (Odd)',
      'chat 4, line 4, column 1',
      expect.stringContaining('chat 6, line 5'),
    ])
    expect(result.problems[3]?.message).toContain('ends too early')
    expect(result.leftOut).toContainEqual({ what: 'empty chats', count: 1 })
  })

  test.each([
    ['', 'empty'],
    ['[]', 'holds no chats'],
    ['PK not json', 'no JSON'],
    ['{"name": "x", "tools": []}', 'It is no chat of Cortex, ChatGPT or Claude: it has name, tools'],
  ])('of %j is refused with the reason', async (text, reason) => {
    for (const go of [imports.chats.sessions.previewImport({ content: text }), imports.chats.sessions.import({ content: text, duplicates: 'skip' })])
      await expect(go).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(reason) })
  })

  test('reads a file by its path piece by piece, refuses what is packed, and ends when it is told to', async () => {
    const folder = imports.chats.workspaceOf(newId('ses'))
    await imports.chats.workspaces.place(folder.split('/').at(-1) as never, 'x', new Uint8Array())
    const [path, packed] = [join(folder, 'conversations.json'), join(folder, 'export.zip')]
    const many = Array.from({ length: 300 }, (_, index) => ({ ...claudeConversation, uuid: `${index}`, name: 'é'.repeat(5_000) }))
    writeFileSync(path, content(many))
    writeFileSync(packed, 'PK\u0003\u0004')
    expect(await imports.chats.sessions.previewImport({ path })).toMatchObject({ chats: 300, problems: [] })
    await expect(imports.chats.sessions.previewImport({ path: packed })).rejects.toMatchObject({ message: expect.stringContaining('Unpack it') })
    await expect(imports.chats.sessions.previewImport({ path: folder })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(imports.chats.sessions.previewImport({ path: join(folder, 'nothing') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(imports.chats.sessions.previewImport({ path, content: '[]' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    const stop = new AbortController()
    const importing = imports.chats.sessions.import({ path, duplicates: 'skip' }, stop.signal)
    await expect.poll(async () => (await imports.chats.sessions.list({ limit: 1 })).total).toBeGreaterThan(2)
    stop.abort()
    await expect(importing).rejects.toThrow()
    expect((await imports.chats.sessions.list({ limit: 1 })).total).toBeLessThan(300)
  })

  test('puts any messages in an order with parents first, and leaves only circles out', () => {
    const links = fc.array(fc.record({ key: fc.integer({ min: 0, max: 9 }), parent: fc.option(fc.integer({ min: 0, max: 12 })) }), { maxLength: 12 })
    fc.assert(
      fc.property(links, (raw) => {
        const messages: ImportedMessage[] = raw.map(({ key, parent }) =>
          importedMessage({ key: `${key}`, parentKey: parent === null ? null : `${parent}`, role: 'user', parts: [] }),
        )
        const { ordered, circular } = orderTree(messages)
        expect(ordered.length + circular).toBe(new Set(raw.map(({ key }) => key)).size)
        const seen = new Set<string>()
        for (const { key, parentKey } of ordered) {
          expect(parentKey === null || seen.has(parentKey)).toBe(true)
          seen.add(key)
        }
      }),
    )
  })
})

/** An export with its ids by the order they appear in. */
function withoutIds(text: string): unknown {
  const names = new Map<string, string>()
  const plain = text.replace(/\b(ses|msg|art)_[0-9a-f]{32}\b/g, (id, prefix) => {
    if (!names.has(id)) names.set(id, `${prefix} ${names.size}`)
    return names.get(id) as string
  })
  const { session, ...rest } = JSON.parse(plain)
  return { ...rest, session }
}
