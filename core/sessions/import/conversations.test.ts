import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chatFromChatGpt } from './chatgpt.ts'
import { chatFromClaude } from './claude.ts'
import { chatGptConversation, claudeConversation } from './import.fixtures.ts'
import { orderTree } from './imported-chat.ts'
import { withImports } from './testing.ts'

const imports = withImports()
const { bring, only } = imports
const content = (value: unknown) => JSON.stringify(value)

describe('a conversation of ChatGPT', () => {
  test('keeps its branches, its times and the branch in view', async () => {
    expect(await bring([chatGptConversation])).toMatchObject({ format: 'chatgpt', imported: 1, skipped: 0, problems: [] })
    const session = await only()
    expect(session).toMatchObject({ title: 'Planets and plots', createdAt: '2023-11-14T22:13:20.000Z', updatedAt: '2023-11-14T22:28:20.250Z' })
    const branch = await imports.chats.branch(session.id)
    expect(branch.map(({ role, siblings }) => [role, siblings.length])).toEqual([
      ['user', 2],
      ['assistant', 1],
      ['assistant', 2],
    ])
    expect(branch.at(-1)?.parts).toEqual([{ type: 'text', text: 'There are eight planets.' }])
    expect(await imports.chats.sessions.search({ query: 'Jupiter', limit: 5 })).toMatchObject({ hits: [{ sessionId: session.id }] })
  })

  test('has the steps of an answer in one message: thinking, the call with its result, then words', () => {
    const linear = structuredClone(chatGptConversation)
    ;(linear.mapping as Record<string, { children: string[] }>).out = { ...linear.mapping.out, children: ['a2b'] } as never
    const chat = chatFromChatGpt(linear)
    const answer = chat.messages.find(({ key }) => key === 'think')
    expect(answer?.parts).toMatchObject([
      { type: 'thinking', text: 'There are eight of them.' },
      { type: 'tool', name: 'python', arguments: { text: 'print(8)' }, result: '8', status: 'done' },
      { type: 'text', text: 'There are eight planets.' },
    ])
    expect(answer?.model).toBe('chatgpt/o3')
    expect(chat.headKey).toBe('think')
  })

  test('names what the export does not hold, and says what was left out', async () => {
    const preview = await imports.chats.sessions.previewImport({ content: content([chatGptConversation]) })
    expect(preview).toMatchObject({ format: 'chatgpt', chats: 1, messages: 6, alreadyHere: 0 })
    expect(preview.leftOut.toSorted((a, b) => a.what.localeCompare(b.what))).toEqual([
      { what: 'files', count: 1 },
      { what: 'hidden messages', count: 1 },
      { what: 'pictures', count: 1 },
    ])
    const chat = chatFromChatGpt(chatGptConversation)
    expect(chat.messages.find(({ key }) => key === 'u1-edited')?.parts).toMatchObject([
      { type: 'notice', message: expect.stringContaining('file-abc') },
      { type: 'text', text: 'Plot the planets in this picture.' },
      { type: 'notice', message: expect.stringContaining('table.csv') },
    ])
  })

  test('survives whatever is in it', () => {
    const wild = fc.jsonValue({ maxDepth: 3 })
    const message = fc.record(
      {
        author: fc.oneof(fc.record({ role: fc.constantFrom('user', 'assistant', 'tool', 'system', 'critic') }), wild),
        content: fc.oneof(
          fc.record({
            content_type: fc.constantFrom('text', 'code', 'multimodal_text', 'thoughts', 'unheard_of'),
            parts: fc.oneof(fc.array(fc.oneof(fc.string(), wild)), wild),
            text: wild,
            thoughts: wild,
          }),
          wild,
        ),
        metadata: wild,
        create_time: wild,
        recipient: wild,
      },
      { requiredKeys: [] },
    )
    const ids = fc.constantFrom('a', 'b', 'c', 'd')
    const node = fc.record(
      { message: fc.oneof(message, wild), parent: fc.oneof(ids, fc.constant(null), wild), children: fc.oneof(fc.array(ids), wild) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.dictionary(ids, fc.oneof(node, wild)), wild, (mapping, rest) => {
        const chat = chatFromChatGpt({ ...(rest as object), mapping: mapping as Record<string, unknown> })
        const { ordered } = orderTree(chat.messages)
        expect(ordered.length).toBe(chat.messages.length)
      }),
    )
  })
})

describe('a conversation of Claude', () => {
  test('keeps what was said, thought and called, and the text of files as files', async () => {
    const result = await bring([claudeConversation])
    expect(result).toMatchObject({ format: 'claude', imported: 1, messages: 3 })
    expect(result.leftOut).toEqual([
      { what: 'files', count: 1 },
      { what: 'parts of the kind hologram', count: 1 },
    ])
    const session = await only()
    const [question, answer, last] = await imports.chats.branch(session.id)
    expect(question?.parts).toMatchObject([
      { type: 'text', text: 'What does it say?' },
      { type: 'attachment', name: 'contract.pdf.txt', mediaType: 'text/plain', path: 'contract.pdf.txt' },
      { type: 'notice', message: expect.stringContaining('stamp.png') },
    ])
    expect(answer?.parts).toMatchObject([
      { type: 'thinking', text: 'Let me read.' },
      { type: 'tool', name: 'web_search', arguments: { query: 'parties' }, result: 'found', status: 'done' },
      { type: 'text', text: 'It is brief.' },
      { type: 'notice', message: expect.stringContaining('hologram') },
    ])
    expect(last).toMatchObject({ role: 'user', parts: [{ text: 'Thanks' }], parentId: answer?.id })
    expect(readFileSync(join(imports.chats.workspaceOf(session.id), 'contract.pdf.txt'), 'utf8')).toBe('The party of the first part.')
    const { runId } = await imports.chats.say(session.id, 'and now?')
    expect((await imports.chats.turns.historyFor(session.id, runId))[0]?.content).toContain('The party of the first part.')
  })

  test('survives whatever is in it', () => {
    const wild = fc.jsonValue({ maxDepth: 3 })
    const block = fc.record(
      { type: fc.constantFrom('text', 'thinking', 'tool_use', 'tool_result', 'x'), text: wild, content: wild, input: wild, id: wild },
      { requiredKeys: [] },
    )
    const message = fc.record(
      { uuid: wild, sender: wild, text: wild, content: fc.oneof(fc.array(block), wild), attachments: wild, files: wild },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(message, wild)), wild, (messages, rest) => void chatFromClaude({ ...(rest as object), chat_messages: messages })),
    )
  })
})
