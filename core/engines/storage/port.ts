import type { Run, RunError, RunEvent, RunKind, RunStatus, Usage } from '../../contract/runs.ts'
import type { Message, MessagePart, Session } from '../../contract/sessions.ts'
import type { ArtifactId, MessageId, RunId, SessionId } from '../../kernel/ids.ts'

/**
 * Everything the workstation remembers, as stores of plain rows. One suite (`storage.testsuite.ts`) runs on every adapter.
 * All methods are asynchronous so that PostgreSQL can be an adapter; times are ISO 8601 strings; JSON columns hold parsed values here.
 * What a resolved promise acknowledged survives the death of the process.
 */
export type Storage = Stores & {
  /** All or nothing. Keep it short and touch nothing but `tx` inside: one writer at a time. */
  transaction<T>(work: (tx: Stores) => Promise<T>): Promise<T>
  /** How the database was found at start, and its size now. */
  status(): Promise<{ state: 'ok' | 'restored' | 'fresh-after-damage'; detail: string; sizeBytes: number }>
  /**
   * Writes a consistent copy next to the database and returns its path; null when none was taken: for an in-memory database, and
   * when there is one already that is newer than `unlessNewerThanMs`.
   */
  backup(options?: { unlessNewerThanMs: number }): Promise<string | null>
  close(): Promise<void>
}

export type Stores = {
  sessions: SessionStore
  messages: MessageStore
  state: StateStore
  artifacts: ArtifactStore
  metrics: MetricStore
  cache: CacheStore
  runs: RunStore
  journal: JournalStore
  grants: GrantStore
}

/** A session's row; `activeRunId`, `status` and counts are kept in it so that a list is one query. */
export type SessionRow = Session
export type SessionStore = {
  insert(row: SessionRow): Promise<void>
  get(id: SessionId): Promise<SessionRow | null>
  /** Changes the given columns; false when there is no such session. */
  update(id: SessionId, change: Partial<Omit<SessionRow, 'id' | 'createdAt' | 'messageCount'>>): Promise<boolean>
  /** Newest `updatedAt` first (then the largest id), those after `before` in that order. */
  list(page: { before?: Pick<SessionRow, 'id' | 'updatedAt'> | undefined; limit: number }): Promise<SessionRow[]>
  count(): Promise<number>
  /** With everything that hangs on it: messages, state, artifacts, runs and their journals. */
  remove(id: SessionId): Promise<boolean>
}

/** A message without its siblings, which are derived. Messages of a session form a tree by `parentId`. */
export type MessageRow = Omit<Message, 'siblings'>
export type MessageStore = {
  /** Also raises the session's `messageCount`, and indexes the text for search. */
  insert(row: MessageRow): Promise<void>
  get(id: MessageId): Promise<Message | null>
  update(id: MessageId, change: Partial<Pick<MessageRow, 'parts' | 'status' | 'error' | 'model' | 'usage' | 'finishedAt'>>): Promise<boolean>
  /** The message and its ancestors, at most `limit` of them, oldest first. Cost depends on `limit`, not on the session's length. */
  branch(head: MessageId, limit: number): Promise<Message[]>
  /** The newest leaf below a message (itself when it has no children), by creation order. */
  leafBelow(id: MessageId): Promise<MessageId>
  unfinished(): Promise<MessageRow[]>
  /** The message that a run writes; null when it writes none. */
  byRun(runId: RunId): Promise<Message | null>
  /** The oldest child: the first answer to a question. */
  firstChild(id: MessageId): Promise<Message | null>
  /** Best match first. The query is a person's words, not FTS syntax: each word must occur, the last one as a prefix. */
  search(query: string, options: { sessionId?: SessionId | undefined; limit: number }): Promise<SearchHit[]>
}
export type SearchHit = { sessionId: SessionId; messageId: MessageId; role: 'user' | 'assistant'; snippet: string; createdAt: string; title: string }

/** The text of a message that search finds: what was said, without thinking and without tool data. */
export const searchableText = (parts: readonly MessagePart[]): string => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')

export type StateStore = {
  read(sessionId: SessionId): Promise<Record<string, unknown>>
  /** Sets the given keys; a value of undefined removes its key. */
  write(sessionId: SessionId, changes: Record<string, unknown>): Promise<void>
}

/** Files by content: equal bytes are stored once, under their SHA-256; rows point to them. */
export type ArtifactStore = {
  put(artifact: {
    id: ArtifactId
    sessionId: SessionId | null
    runId: RunId | null
    name: string
    mediaType: string
    bytes: Uint8Array
    createdAt: string
  }): Promise<{ sha256: string; sizeBytes: number }>
  read(id: ArtifactId): Promise<{ name: string; mediaType: string; sha256: string; bytes: Uint8Array } | null>
  list(sessionId: SessionId): Promise<{ id: ArtifactId; name: string; mediaType: string; sha256: string; sizeBytes: number; createdAt: string }[]>
  /** Deletes files that no row points to any more; returns the bytes freed. */
  sweep(): Promise<number>
}

export type MetricStore = {
  record(metric: {
    name: string
    value: number
    unit: string
    at: string
    sessionId?: SessionId | undefined
    runId?: RunId | undefined
    labels?: Record<string, string> | undefined
  }): Promise<void>
  /** Per name and label set since `since`: how many, the sum, the smallest, the largest and the last. */
  summary(
    name: string,
    since: string,
  ): Promise<{ labels: Record<string, string>; count: number; sum: number; min: number; max: number; last: number }[]>
}

export type CacheStore = {
  get(key: string, now: string): Promise<unknown | undefined>
  set(key: string, value: unknown, expiresAt: string): Promise<void>
  remove(key: string): Promise<void>
  /** Deletes what has expired; returns how many. */
  sweep(now: string): Promise<number>
}

export type RunStore = {
  insert(run: Run): Promise<void>
  update(
    id: RunId,
    change: Partial<Pick<Run, 'status' | 'tier' | 'digest' | 'output' | 'error' | 'usage' | 'startedAt' | 'finishedAt' | 'durationMs'>>,
  ): Promise<boolean>
  get(id: RunId): Promise<Run | null>
  /** The whole tree of a root, parents before children. */
  tree(rootId: RunId): Promise<Run[]>
  list(filter: {
    sessionId?: SessionId | undefined
    kind?: RunKind | undefined
    name?: string | undefined
    status?: RunStatus | undefined
    rootsOnly?: boolean | undefined
    before?: RunId | undefined
    limit: number
  }): Promise<Run[]>
  /** Runs that were not over when the process ended. */
  unfinished(): Promise<Run[]>
}

/** Append-only. One journal per tree of runs: the events of a root and of everything below it, numbered from 1 without gaps. */
export type JournalStore = {
  /** Fails when a number is taken: a journal is written by one owner. */
  append(events: readonly RunEvent[]): Promise<void>
  read(rootId: RunId, after: number, limit: number): Promise<RunEvent[]>
  lastSeq(rootId: RunId): Promise<number>
}

/** What the person allowed: a right for a chat or for good, and trust in exact versions of tools. */
export type Grant = { id: string; tool: string; rightsHash: string; pattern: string; sessionId: SessionId | null; grantedAt: string }
export type GrantStore = {
  insert(grant: Grant): Promise<void>
  list(): Promise<Grant[]>
  remove(id: string): Promise<boolean>
  /** The digest of the tool's version that may run as a process; null when none may. */
  trustedDigest(tool: string): Promise<string | null>
  setTrust(tool: string, digest: string | null, at: string): Promise<void>
}

export type { Message, MessagePart, Run, RunError, RunEvent, Session, Usage }
