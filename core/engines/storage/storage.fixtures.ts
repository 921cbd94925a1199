import { unsorted } from '../../contract/sessions.ts'
import { type MessageId, newId, type RunId, type SessionId } from '../../kernel/ids.ts'
import type { MessageRow, Run, RunEvent, SessionRow, Storage } from './port.ts'

/** Rows for tests, complete and valid; say only what matters to the test. */
export const aTime = '2026-01-02T03:04:05.678Z'

export const aSession = (change: Partial<SessionRow> = {}): SessionRow => ({
  id: newId('ses'),
  title: 'A chat',
  agent: 'assistant',
  model: null,
  headId: null,
  activeRunId: null,
  status: 'idle',
  messageCount: 0,
  ...unsorted,
  titledBy: 'rule',
  source: null,
  createdAt: aTime,
  updatedAt: aTime,
  ...change,
})

export const aMessage = (sessionId: SessionId, text: string, change: Partial<MessageRow> = {}): MessageRow => ({
  id: newId('msg'),
  sessionId,
  parentId: null as MessageId | null,
  role: 'user',
  parts: [{ type: 'text', text }],
  status: 'complete',
  error: null,
  runId: null,
  model: null,
  usage: null,
  createdAt: aTime,
  finishedAt: aTime,
  ...change,
})

export const aRun = (change: Partial<Run> = {}): Run => {
  const id: RunId = change.id ?? newId('run')
  return {
    id,
    rootId: id,
    parentId: null,
    sessionId: null,
    kind: 'agent',
    name: 'assistant',
    digest: null,
    status: 'running',
    tier: null,
    input: { text: 'hello' },
    output: null,
    error: null,
    usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
    createdAt: aTime,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    traceId: 'trace',
    ...change,
  }
}

export const aLogEvent = (run: Run, seq: number, line = `line ${seq}`): RunEvent => ({
  type: 'run.log',
  seq,
  rootId: run.rootId,
  runId: run.id,
  at: aTime,
  line,
})

/** Writes messages into the session that a test has just now, and searches them. */
export function talkIn(here: () => { storage: Storage; session: SessionRow }) {
  return {
    /** Adds a message below `parent` and returns it. */
    async say(text: string, parent: MessageRow | null = null, change: Partial<MessageRow> = {}): Promise<MessageRow> {
      const { storage, session } = here()
      const row = aMessage(session.id, text, { parentId: parent?.id ?? null, ...change })
      await storage.messages.insert(row)
      return row
    },
    async found(words: string, inSession = false): Promise<MessageId[]> {
      const { storage, session } = here()
      const hits = await storage.messages.search(words, { limit: 50, ...(inSession ? { sessionId: session.id } : {}) })
      return hits.map(({ messageId }) => messageId)
    },
  }
}
