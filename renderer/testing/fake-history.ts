import type { NewRunEvent, RunEvent } from '../../core/contract/runs.ts'
import type { Message, MessagePart, Session } from '../../core/contract/sessions.ts'
import * as given from './fake-data.ts'

/** One event of a scripted answer. `parts` is what the message holds when it has ended. */
export interface Scripted {
  afterMs: number
  event: NewRunEvent & { runId: RunEvent['runId'] }
  parts?: MessagePart[]
}

const latency = {
  rows: [
    { endpoint: '/ingest/batch', calls: 18_204, p95_before: 212, p95_after: 1_480 },
    { endpoint: '/ingest/event', calls: 402_118, p95_before: 38, p95_after: 41 },
    { endpoint: '/auth/refresh', calls: 61_377, p95_before: 22, p95_after: 23 },
    { endpoint: '/export/csv', calls: 912, p95_before: 640, p95_after: 655 },
    { endpoint: '/health', calls: 86_400, p95_before: 2, p95_after: 2 },
  ],
}
const long = `The nightly job is \`ingest_nightly\`. It runs at 01:05 and finished at 03:51 today; on 13 November it took 22 minutes. I kept both timings in [ingest-times.md](https://example.com).

| endpoint | before | after |
| --- | ---: | ---: |
| /ingest/batch | 212 ms | 1,480 ms |
| /export/csv | 640 ms | 655 ms |

1. Look at the lock.
2. Then at the index:
   - \`artifact_index\`
   - its size

\`\`\`sql
select endpoint, calls, p95_before, p95_after from weekly_latency
order by p95_after / p95_before desc limit 5 -- a comment that is long enough to scroll sideways in a column of 640 pixels
\`\`\`

> It was quick before the 14th.

![a chart](https://example.com/chart.png)`

/** Chats 1 to 7 each show another state; the third takes as many messages as wanted. New ones start empty. */
export function exampleHistory(id: Session['id'], messageCount: number, journals: Map<string, RunEvent[]>): Message[] {
  const number = Number.parseInt(id.slice(4), 16)
  const said = (value: string) => given.message(id, 'user', [given.text(value)])
  if (number > 20) return []
  if (number === 3 && messageCount > 0) {
    return Array.from({ length: messageCount }, (_, index) =>
      index % 2 === 0
        ? said(`Question ${index}`)
        : given.message(id, 'assistant', [given.text(`Answer ${index}. ${long.slice(0, 200 + ((index * 37) % 400))}`)]),
    )
  }
  if (number === 1) return running(id, journals)
  if (number === 2) {
    return [
      said('The staging certificate expires on Sunday. Follow the runbook in the wiki and rotate it, then tell #staging.'),
      waiting(id, journals),
    ]
  }
  const first = said('Nightly ingest got slower this week. Which endpoint is it, and since when? Production logs are in ./logs.')
  const second = given.message(id, 'assistant', [
    {
      type: 'thinking',
      text: 'Compare p95 before and after the 14th, then read the log.\nThe batch endpoint looks off.',
      startedAt: given.ago(5),
      durationMs: 6_000,
    },
    given.tool('calculator', { arguments: { expression: '41 + 1' }, result: 42, durationMs: 0.2 }),
    given.tool('http_request', {
      arguments: { url: 'https://api.frankfurter.dev/latest' },
      status: 'failed',
      error: { code: 'TOOL_FAILED', message: '502 from api.frankfurter.dev' },
      durationMs: 3_900,
      logs: ['GET https://api.frankfurter.dev/latest', '502 Bad Gateway'],
    }),
    given.tool('json_processor', {
      arguments: { op: 'get', path: 'lines' },
      result: { lines: [{ text: 'CX22', tags: ['a'] }], total: 118.4, paid: true },
      durationMs: 3,
    }),
    given.text(long),
  ])
  second.siblings = [given.id('msg', 9_001), second.id, given.id('msg', 9_002)]
  const third = said('And the cost?')
  const failed = {
    id: given.id<Message['id']>('msg', 9_100 + number),
    parts: [given.text('**What happened.** At 14:06 the ingest queue stopped draining. Two of three workers held a lock on `artifact_index`')],
  }
  if (number === 6) {
    return [
      first,
      second,
      third,
      given.message(id, 'assistant', failed.parts, {
        status: 'failed',
        error: {
          code: 'MODEL_LOST',
          message: 'llama/spark stopped unexpectedly and is being restarted. What it wrote so far is kept. Retry the message.',
        },
      }),
    ]
  }
  if (number === 7) return [first, second, third, given.message(id, 'assistant', failed.parts, { status: 'interrupted' })]
  return [first, second, third, given.message(id, 'assistant', failed.parts, { status: 'cancelled' })]
}

type At = { runId: RunEvent['runId'] }
const journalOf = (rootId: RunEvent['runId'], events: (NewRunEvent & At & { agoMs: number })[]): RunEvent[] =>
  events.map(({ agoMs, ...event }, index) => ({ ...event, seq: index + 1, rootId, at: new Date(Date.now() - agoMs).toISOString() }) as RunEvent)

function running(id: Session['id'], journals: Map<string, RunEvent[]>): Message[] {
  const runId = given.id<RunEvent['runId']>('run', 70_001)
  const sql = given.id<RunEvent['runId']>('run', 70_002)
  const scan = given.id<RunEvent['runId']>('run', 70_003)
  const noUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
  journals.set(
    runId,
    journalOf(runId, [
      { agoMs: 12_300, runId, type: 'run.started', kind: 'agent', name: 'assistant', parentId: null, input: {}, tier: null, deadlineMs: 600_000 },
      {
        agoMs: 12_290,
        runId,
        type: 'model.selected',
        model: 'ollama/qwen3:8b',
        why: 'The agent prefers it and it answers.',
        contextTokens: 32_768,
        protocol: 'native',
      },
      { agoMs: 12_280, runId, type: 'context.measured', usedTokens: 19_612, limitTokens: 32_768, droppedResults: 2 },
      { agoMs: 12_200, runId, type: 'thinking.delta', text: 'compare p95 before and after the 14th, then read the log' },
      { agoMs: 6_100, runId, type: 'step.finished', usage: given.usage },
      {
        agoMs: 6_000,
        runId,
        type: 'tool.called',
        callId: 'c1',
        toolRunId: sql,
        name: 'sql_query',
        arguments: { query: 'select endpoint, calls from weekly_latency' },
        tier: 'container',
      },
      {
        agoMs: 5_990,
        runId: sql,
        type: 'run.started',
        kind: 'tool',
        name: 'sql_query',
        parentId: runId,
        input: {},
        tier: 'container',
        deadlineMs: 30_000,
      },
      { agoMs: 5_910, runId: sql, type: 'run.finished', output: latency, usage: noUsage, durationMs: 84 },
      { agoMs: 5_900, runId, type: 'tool.returned', callId: 'c1', result: latency, error: null, durationMs: 84 },
      {
        agoMs: 4_100,
        runId,
        type: 'tool.called',
        callId: 'c2',
        toolRunId: scan,
        name: 'log_scan',
        arguments: { path: './logs', from: '2026-11-14', pattern: 'lock wait|slow query' },
        tier: 'wasm',
      },
      {
        agoMs: 4_100,
        runId: scan,
        type: 'run.started',
        kind: 'tool',
        name: 'log_scan',
        parentId: runId,
        input: {},
        tier: 'wasm',
        deadlineMs: 30_000,
      },
      { agoMs: 4_000, runId: scan, type: 'run.log', line: '10:42:07.118  opened 6 files, 1.9 GB' },
      { agoMs: 3_000, runId: scan, type: 'run.log', line: '10:42:08.655  2026-11-15.log  3 matches' },
      { agoMs: 2_000, runId: scan, type: 'run.log', line: '10:42:09.410  2026-11-16.log  1,204 matches, first 02:14:09 lock wait on artifact_index' },
      {
        agoMs: 1_800,
        runId,
        type: 'text.delta',
        text: '`/ingest/batch` is the one: its p95 went from 212 ms to **1,480 ms**, while every other endpoint stayed within 8 %. The scan is still reading, but the first lock wait on `artifact_index` is at 02:14 on 16 November, an hour after',
      },
    ]),
  )
  return [
    given.message(id, 'user', [given.text('Where are the timings of the nightly job?')]),
    given.message(id, 'assistant', [
      given.text(
        'The nightly job is `ingest_nightly`. It runs at 01:05 and finished at 03:51 today; on 13 November it took 22 minutes. I kept both timings in [ingest-times.md](https://example.com).',
      ),
    ]),
    given.message(id, 'user', [
      given.text('Nightly ingest got slower this week. Which endpoint is it, and since when? Production logs are in ./logs.'),
    ]),
    given.message(id, 'assistant', [], { status: 'streaming', runId, finishedAt: null, usage: null }),
  ]
}

function waiting(id: Session['id'], journals: Map<string, RunEvent[]>): Message {
  const { runId, rootId, input, id: approvalId, tool } = given.approval
  journals.set(
    rootId,
    journalOf(rootId, [
      {
        agoMs: 130_000,
        runId: rootId,
        type: 'run.started',
        kind: 'agent',
        name: 'assistant',
        parentId: null,
        input: {},
        tier: null,
        deadlineMs: null,
      },
      {
        agoMs: 129_000,
        runId: rootId,
        type: 'text.delta',
        text: 'The runbook wants the new secret named after the year. It is in place; I will announce it now.',
      },
      { agoMs: 120_000, runId: rootId, type: 'tool.called', callId: 'c1', toolRunId: runId, name: tool, arguments: input, tier: 'wasm' },
      { agoMs: 119_990, runId, type: 'run.started', kind: 'tool', name: tool, parentId: rootId, input: {}, tier: 'wasm', deadlineMs: 30_000 },
      { agoMs: 119_980, runId, type: 'run.waiting', approvalId, asks: ['Reach hooks.slack.com over the network', 'Use your secret SLACK_TOKEN'] },
    ]),
  )
  return given.message(id, 'assistant', [], { status: 'streaming', runId: rootId, finishedAt: null, usage: null })
}

/** An answer that thinks, calls the calculator and writes, at a given speed. */
export function streamedAnswer(runId: RunEvent['runId'], toolRunId: RunEvent['runId'], tokensPerSecond: number): Scripted[] {
  const words =
    `41 + 1 is **42**.\n\n${long}\n\n${'It goes on for a while, so that there is something to scroll. '.repeat(20)}`.match(/\s*\S+/g) ?? []
  const noUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
  const call = { callId: `call-${runId}`, toolRunId, name: 'calculator', arguments: { expression: '41 + 1' }, tier: 'wasm' as const }
  return [
    { afterMs: 20, event: { runId, type: 'run.started', kind: 'agent', name: 'assistant', parentId: null, input: {}, tier: null, deadlineMs: null } },
    { afterMs: 10, event: { runId, type: 'context.measured', usedTokens: 611, limitTokens: 2_048, droppedResults: 0 } },
    { afterMs: 10, event: { runId, type: 'thinking.delta', text: 'A sum. The calculator is exact.' } },
    { afterMs: 300, event: { runId, type: 'tool.called', ...call } },
    {
      afterMs: 5,
      event: {
        runId: toolRunId,
        type: 'run.started',
        kind: 'tool',
        name: 'calculator',
        parentId: runId,
        input: {},
        tier: 'wasm',
        deadlineMs: 10_000,
      },
    },
    { afterMs: 200, event: { runId: toolRunId, type: 'run.finished', output: 42, usage: noUsage, durationMs: 200 } },
    { afterMs: 5, event: { runId, type: 'tool.returned', callId: call.callId, result: 42, error: null, durationMs: 200 } },
    { afterMs: 5, event: { runId, type: 'step.finished', usage: given.usage } },
    ...words.map((word): Scripted => ({ afterMs: 1_000 / tokensPerSecond, event: { runId, type: 'text.delta', text: word } })),
    {
      afterMs: 10,
      event: { runId, type: 'run.finished', output: '42', usage: given.usage, durationMs: 3_000 },
      parts: [
        { type: 'thinking', text: 'A sum. The calculator is exact.', startedAt: given.ago(0), durationMs: 300 },
        { type: 'tool', ...call, status: 'done', asks: [], logs: [], result: 42, error: null, startedAt: given.ago(0), durationMs: 200 },
        given.text(words.join('')),
      ],
    },
  ]
}

/** Where a branch is cut into pages, upward from `before`. */
export function outlineOf(all: readonly Message[], input: { before?: Message['id'] | undefined; size: number }) {
  const pages: { before: Message['id'] | null; count: number }[] = []
  let before = input.before ?? null
  for (let end = before ? all.findIndex((message) => message.id === before) : all.length; end > 0; end -= input.size) {
    pages.push({ before, count: Math.min(end, input.size) })
    before = all[end - input.size]?.id ?? null
  }
  return { pages, next: null }
}
