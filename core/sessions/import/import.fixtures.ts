/** A node of ChatGPT's mapping; `message` may be left out, as it is for the root. */
const node = (id: string, parent: string | null, children: string[], message: Record<string, unknown> | null = null) => ({
  [id]: {
    id,
    parent,
    children,
    message: message && { id, weight: 1, end_turn: true, recipient: 'all', status: 'finished_successfully', ...message },
  },
})
const text = (role: string, said: string, more: Record<string, unknown> = {}) => ({
  author: { role, name: null, metadata: {} },
  create_time: 1_700_000_000.5,
  content: { content_type: 'text', parts: [said] },
  metadata: {},
  ...more,
})

/** As ChatGPT exports: hidden and system nodes, an edited question, a regenerated answer, a tool's steps, pictures and files. */
export const chatGptConversation = {
  id: 'conv-1',
  conversation_id: 'conv-1',
  title: 'Planets and plots',
  create_time: 1_700_000_000,
  update_time: 1_700_000_900.25,
  current_node: 'a2b',
  default_model_slug: 'gpt-4o',
  is_archived: false,
  mapping: {
    ...node('root', null, ['sys']),
    ...node('sys', 'root', ['ctx'], text('system', '')),
    ...node('ctx', 'sys', ['u1', 'u1-edited'], {
      ...text('user', ''),
      content: { content_type: 'user_editable_context', user_profile: 'I like plots', user_instructions: 'Be brief' },
      metadata: { is_visually_hidden_from_conversation: true },
    }),
    ...node('u1', 'ctx', ['a1'], text('user', 'Which planet is the largest?')),
    ...node('a1', 'u1', [], text('assistant', 'Jupiter.', { metadata: { model_slug: 'gpt-4' } })),
    ...node('u1-edited', 'ctx', ['think'], {
      ...text('user', ''),
      content: {
        content_type: 'multimodal_text',
        parts: [
          { content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-abc', width: 10, height: 10 },
          'Plot the planets in this picture.',
        ],
      },
      metadata: {
        attachments: [
          { id: 'file-abc', name: 'sky.png', mime_type: 'image/png' },
          { id: 'file-d', name: 'table.csv', mime_type: 'text/csv' },
        ],
      },
    }),
    ...node('think', 'u1-edited', ['call'], {
      ...text('assistant', ''),
      content: { content_type: 'thoughts', thoughts: [{ summary: 'Reading', content: 'There are eight of them.' }] },
      metadata: { model_slug: 'o3' },
    }),
    ...node('call', 'think', ['out'], {
      ...text('assistant', ''),
      content: { content_type: 'code', language: 'python', text: 'print(8)' },
      recipient: 'python',
      metadata: { model_slug: 'o3' },
    }),
    ...node('out', 'call', ['a2a', 'a2b'], {
      ...text('tool', ''),
      author: { role: 'tool', name: 'python', metadata: {} },
      content: { content_type: 'execution_output', text: '8' },
    }),
    ...node('a2a', 'out', [], text('assistant', 'Eight.', { metadata: { model_slug: 'o3' } })),
    ...node('a2b', 'out', [], text('assistant', 'There are eight planets\ue200cite\ue202turn0\ue201.', { metadata: { model_slug: 'o3' } })),
  },
}

/** As Claude exports: blocks of content, a tool with its result, the text of an attached file, and a file without it. */
export const claudeConversation = {
  uuid: 'c0ffee',
  name: 'Reading a contract',
  summary: '',
  created_at: '2025-03-01T09:00:00.000000Z',
  updated_at: '2025-03-01T09:05:00.000000Z',
  account: { uuid: 'x' },
  chat_messages: [
    {
      uuid: 'm1',
      text: 'What does it say?',
      content: [{ type: 'text', text: 'What does it say?', citations: [] }],
      sender: 'human',
      created_at: '2025-03-01T09:00:00.000000Z',
      updated_at: '2025-03-01T09:00:00.000000Z',
      attachments: [{ file_name: 'contract.pdf', file_size: 1234, file_type: 'pdf', extracted_content: 'The party of the first part.' }],
      files: [{ file_name: 'contract.pdf' }, { file_name: 'stamp.png' }],
    },
    {
      uuid: 'm2',
      text: 'It is brief.',
      content: [
        { type: 'thinking', thinking: 'Let me read.', start_timestamp: '2025-03-01T09:01:00.000000Z' },
        { type: 'tool_use', id: 't1', name: 'web_search', input: { query: 'parties' } },
        { type: 'tool_result', tool_use_id: 't1', name: 'web_search', content: [{ type: 'text', text: 'found' }], is_error: false },
        { type: 'text', text: 'It is brief.' },
        { type: 'token_budget' },
        { type: 'hologram' },
      ],
      sender: 'assistant',
      created_at: '2025-03-01T09:02:00.000000Z',
      updated_at: '2025-03-01T09:02:30.000000Z',
      attachments: [],
      files: [],
    },
    { uuid: 'm3', text: 'Thanks', content: [], sender: 'human', created_at: '2025-03-01T09:03:00.000000Z', attachments: [], files: [] },
  ],
}
