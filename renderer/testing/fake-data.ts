import type { Model, ProviderStatus } from '../../core/contract/models.ts'
import type { ManifestSummary, Problem } from '../../core/contract/registry.ts'
import type { Run, Usage } from '../../core/contract/runs.ts'
import type { Approval } from '../../core/contract/safety.ts'
import { type Message, type MessagePart, type Session, unsorted } from '../../core/contract/sessions.ts'

/** A fixed moment, so that pictures of the screens can be compared. */
export const now = new Date()
export const ago = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString()
export const id = <T extends string>(prefix: string, number: number): T => `${prefix}_${number.toString(16).padStart(32, '0')}` as T

export const usage: Usage = { inputTokens: 412, outputTokens: 78, costUsd: 0 }

const titles: [string, number, Session['status']][] = [
  ['Why ingest got slower', 1, 'running'],
  ['Rotate the staging certs', 12, 'waiting'],
  ['Summarise RFC 9420', 95, 'idle'],
  ['Invoice totals, October', 130, 'idle'],
  ['Review PR 412: retry budget', 1_400, 'idle'],
  ['Bulk rename of fixtures', 1_500, 'failed'],
  ['CEL expression for due dates', 1_700, 'interrupted'],
  ['Compare qwen3 and spark', 4_300, 'idle'],
  ['Which tests touch the clock', 5_800, 'idle'],
  ['Draft: incident review, 11 November, with a long title', 15_000, 'idle'],
  ['Regex for semver ranges', 60_000, 'idle'],
]
export const sessions = titles.map(([title, minutes, status], index) => ({
  id: id<Session['id']>('ses', index + 1),
  title,
  agent: 'assistant',
  model: null,
  headId: null,
  activeRunId: null,
  status,
  messageCount: 6,
  ...unsorted,
  createdAt: ago(minutes + 30),
  updatedAt: ago(minutes),
})) as Session[]

let nextMessage = 1
export function message(sessionId: Session['id'], role: Message['role'], parts: MessagePart[], more: Partial<Message> = {}): Message {
  const messageId = id<Message['id']>('msg', nextMessage++)
  return {
    id: messageId,
    sessionId,
    parentId: null,
    role,
    parts,
    status: 'complete',
    error: null,
    runId: role === 'assistant' ? id<Run['id']>('run', 1000 + nextMessage) : null,
    model: role === 'assistant' ? 'llama/spark' : null,
    usage: role === 'assistant' ? usage : null,
    createdAt: ago(5),
    finishedAt: role === 'assistant' ? ago(4.9) : null,
    siblings: [messageId],
    ...more,
  }
}
export const text = (value: string): MessagePart => ({ type: 'text', text: value })
export const tool = (name: string, more: Partial<Extract<MessagePart, { type: 'tool' }>>): MessagePart => ({
  type: 'tool',
  callId: `call-${name}-${nextMessage++}`,
  toolRunId: id<Run['id']>('run', 500 + nextMessage),
  name,
  arguments: {},
  tier: 'wasm',
  status: 'done',
  asks: [],
  logs: [],
  result: null,
  error: null,
  startedAt: ago(0.1),
  durationMs: 84,
  ...more,
})

const problem: Problem = {
  file: '/home/me/.cortex/manifests/invoice_parser/tool.yml',
  line: 14,
  column: 3,
  endColumn: 12,
  code: 'unknown-key',
  message: 'Unknown key "filesytem".',
  suggestion: 'Did you mean "filesystem"?',
  fix: { replacement: 'filesystem' },
  severity: 'error',
}
export const looseProblem: Problem = {
  file: '/home/me/.cortex/manifests/half_written/tool.yml',
  line: 3,
  column: 1,
  code: 'missing-key',
  message: 'A Tool needs "implementation".',
  suggestion: 'Add implementation with type and script.',
  severity: 'error',
}

const manifest = (kind: ManifestSummary['kind'], name: string, description: string, more: Partial<ManifestSummary> = {}): ManifestSummary => ({
  kind,
  name,
  description,
  version: '1.0',
  file: `/app/manifests/${kind.toLowerCase()}s/${name}/${kind.toLowerCase()}.yml`,
  root: 'bundled',
  digest: 'd'.repeat(64),
  rights: [],
  tier:
    kind === 'Tool'
      ? { tier: 'wasm', why: 'It is JavaScript without packages, so it runs in QuickJS: memory only.', isTrusted: false, canTrust: false }
      : null,
  uses: [],
  problems: [],
  isStale: false,
  loadedAt: ago(30),
  ...more,
})
const uses = (...names: string[]) => names.map((name) => ({ kind: 'Tool' as const, name, isMissing: false }))
const network = { code: 'network' as const, text: 'Reach api.example.com and *.example.org' }
export const manifests: ManifestSummary[] = [
  manifest('Tool', 'calculator', 'Works out an expression exactly, with units.'),
  manifest('Tool', 'clock', 'Tells the time in a time zone.'),
  manifest('Tool', 'file_ops', 'Reads, writes and moves files inside one folder.', {
    rights: [{ code: 'filesystem', text: 'Read and change the chat’s own folder' }],
  }),
  manifest('Tool', 'git_log', 'Lists commits with files changed, by range or path.', {
    root: 'personal',
    rights: [{ code: 'filesystem', text: 'Read ./repo, cannot change it' }],
    tier: { tier: 'process', why: 'You trusted this version on 12 November.', isTrusted: true, canTrust: true },
  }),
  manifest('Tool', 'http_request', 'Fetches a URL and returns status, headers and body.', {
    rights: [network, { code: 'secret', text: 'Use your secret API_KEY' }],
  }),
  manifest('Tool', 'invoice_parser', 'Reads an invoice PDF and returns its lines, tax and total.', {
    root: 'personal',
    version: '0.4.1',
    file: problem.file,
    rights: [
      { code: 'filesystem', text: 'Read ./inbox, cannot change it' },
      { code: 'secret', text: 'Use your secret OCR_KEY' },
    ],
    problems: [problem],
    isStale: true,
  }),
  manifest('Tool', 'pdf_pages', 'Splits a PDF and renders pages as images.', {
    root: 'personal',
    tier: { tier: null, why: 'It needs Python packages of the system, and there is no Docker here.', isTrusted: false, canTrust: true },
  }),
  manifest('Tool', 'text_stats', 'Counts words, lines and characters.'),
  manifest('Agent', 'assistant', 'Helps with everyday questions and calls tools.', {
    uses: [...uses('calculator', 'clock', 'file_ops', 'git_log', 'http_request', 'text_stats'), { kind: 'Tool', name: 'log_scan', isMissing: true }],
  }),
  manifest('Agent', 'code_reviewer', 'Reads a diff and says what would break, with line numbers.', { uses: uses('file_ops', 'git_log') }),
]

export const source = `kind: Tool
name: invoice_parser
version: 0.4.1
description: Reads an invoice PDF and returns its lines, tax and total.
implementation:
  type: python
  script: main.py
parameters:
  type: object
  required: [file]
  properties:
    file: { type: string }
permissions:
  filesytem: [{ path: ./inbox, mode: ro }]
resources: { memory: 512Mi, timeout: 30s, pids: 64 }
`
export const parameters = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', description: 'Path of the PDF, inside ./inbox' },
    currency: { enum: ['EUR', 'USD', 'GBP'], default: 'EUR' },
    max_pages: { type: 'integer', minimum: 1, maximum: 200, default: 20 },
    strict: { type: 'boolean', description: 'fail when totals do not add up', default: true },
    labels: { type: 'array', items: { type: 'string' } },
  },
}

const model = (modelId: string, more: Partial<Model>): Model => ({
  id: modelId,
  provider: modelId.split('/')[0] ?? '',
  name: modelId.split('/')[1] ?? '',
  isLocal: true,
  isLoaded: false,
  isBuiltInDemo: false,
  sizeBytes: null,
  contextTokens: null,
  parameters: null,
  quantization: null,
  hasTools: null,
  hasThinking: null,
  hasEmbeddings: null,
  source: null,
  ...more,
})
export const models: Model[] = [
  model('llama/spark', {
    isBuiltInDemo: true,
    isLoaded: true,
    sizeBytes: 6_955_232,
    contextTokens: 2_048,
    parameters: '3.4M',
    quantization: 'F16',
    hasTools: true,
  }),
  model('ollama/qwen3:8b', {
    sizeBytes: 5_200_000_000,
    contextTokens: 32_768,
    parameters: '8.2B',
    quantization: 'Q4_K_M',
    hasTools: true,
    hasThinking: true,
  }),
  model('ollama/gemma3:4b', { sizeBytes: 3_300_000_000, contextTokens: 131_072, parameters: '4.3B', quantization: 'Q4_K_M', hasTools: false }),
]
const provider = (providerId: string, title: string, more: Partial<ProviderStatus>): ProviderStatus => ({
  id: providerId,
  title,
  isLocal: false,
  state: 'not-configured',
  detail: 'No key.',
  url: null,
  latencyMs: null,
  retryAt: null,
  needsKey: true,
  hasKey: false,
  ...more,
})
export const providers: ProviderStatus[] = [
  provider('llama', 'Built in', { isLocal: true, state: 'ready', detail: 'llama.cpp in its own process', needsKey: false }),
  provider('ollama', 'Ollama', { isLocal: true, state: 'ready', detail: '0.12.6', url: 'http://127.0.0.1:11434', latencyMs: 3, needsKey: false }),
  provider('google', 'Google Gemini', { state: 'ready', detail: 'Answers.', hasKey: true, latencyMs: 640 }),
  provider('anthropic', 'Anthropic', { state: 'failing', detail: 'Key refused (401).', hasKey: true, retryAt: ago(-5) }),
  provider('openai', 'OpenAI', {}),
]

export const approval: Approval = {
  id: id<Approval['id']>('apr', 1),
  runId: id<Run['id']>('run', 77),
  rootId: id<Run['id']>('run', 70),
  sessionId: sessions[1]?.id ?? null,
  tool: 'http_request',
  input: { method: 'POST', url: 'https://hooks.slack.com/services/T0/B0/xyz', body: { text: 'The staging certificate was rotated.' } },
  rights: [network],
  pattern: 'http_request to hooks.slack.com',
  requestedAt: ago(2),
  expiresAt: ago(-28),
}

const run = (number: number, name: string, kind: Run['kind'], status: Run['status'], durationMs: number | null, more: Partial<Run> = {}): Run => ({
  id: id<Run['id']>('run', number),
  rootId: id<Run['id']>('run', number),
  parentId: null,
  sessionId: null,
  kind,
  name,
  digest: 'd'.repeat(64),
  status,
  tier: kind === 'tool' ? 'wasm' : null,
  input: kind === 'tool' ? { expression: '41 + 1' } : { text: 'What is 41 + 1?' },
  output: status === 'done' ? (kind === 'tool' ? { result: 42 } : { text: '41 + 1 is 42.' }) : null,
  error: status === 'failed' ? { code: 'TOOL_FAILED', message: 'http_request failed: 502 from api.frankfurter.dev' } : null,
  usage: kind === 'agent' ? usage : { inputTokens: 0, outputTokens: 0, costUsd: 0 },
  createdAt: ago(number),
  startedAt: ago(number),
  finishedAt: durationMs === null ? null : ago(number),
  durationMs,
  traceId: `trace${number}`,
  ...more,
})
export const runs: Run[] = [
  run(1, 'assistant', 'agent', 'running', null, { sessionId: sessions[0]?.id ?? null }),
  run(2, 'assistant', 'agent', 'waiting', null, { sessionId: sessions[1]?.id ?? null }),
  run(9, 'calculator', 'tool', 'done', 0.2),
  run(14, 'assistant', 'agent', 'done', 3_240, { sessionId: sessions[2]?.id ?? null }),
  run(31, 'http_request', 'tool', 'failed', 3_900),
  run(55, 'code_reviewer', 'agent', 'cancelled', 12_400),
  run(90, 'assistant', 'agent', 'interrupted', 61_000),
]
export const childRuns: Run[] = [
  run(15, 'calculator', 'tool', 'done', 84, {
    parentId: id<Run['id']>('run', 14),
    rootId: id<Run['id']>('run', 14),
    startedAt: new Date(Date.parse(ago(14)) + 900).toISOString(),
  }),
]
