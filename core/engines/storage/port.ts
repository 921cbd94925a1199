import type { Run, RunError, RunEvent, RunKind, RunStatus, Usage } from '../../contract/runs.ts'
import type { Message, MessagePart, Session } from '../../contract/sessions.ts'
import type { ArtifactId, FolderId, MessageId, RunId, SessionId } from '../../kernel/ids.ts'

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
  /** Writes a consistent copy into a file that is not there yet. What is written meanwhile may be in it. Rejects when the signal aborts. */
  copyTo(file: string, signal?: AbortSignal): Promise<void>
  /** The names of the changes of the schema that this version knows, in order. A database that has others is of a newer version. */
  readonly schema: readonly string[]
  close(): Promise<void>
}

export type Stores = {
  sessions: SessionStore
  folders: FolderStore
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
export type SessionRow = Session & {
  /** `rule`: made of the first question, until a model or the person gives a better one. */
  titledBy: 'rule' | 'model' | 'person'
  /** What an import calls the chat, such as `chatgpt:<id>`, so that it is known again; null for a chat that was begun here. */
  source: string | null
}
/** What a chat has beyond the bare needs; left out, it is null, and the title is a rule's. */
type Filing = 'folderId' | 'pinnedAt' | 'archivedAt' | 'trashedAt' | 'forkedFrom' | 'titledBy' | 'source'
export type NewSessionRow = Omit<SessionRow, Filing> & Partial<Pick<SessionRow, Filing>>
/** The `trashedAt` of a chat that is written in pieces and not whole yet: as hidden as the trash, and not listed with it. */
export const beingWritten = '0'
export type SessionFilter = {
  /** `open` (left out, too): neither archived nor in the trash. `all`: open and archived. `unfinished`: not whole yet. */
  show?: 'open' | 'archived' | 'all' | 'trash' | 'unfinished' | undefined
  /** null: those in no folder. */
  folderId?: FolderId | null | undefined
  isPinned?: boolean | undefined
  agent?: string | undefined
  /** Words that the title holds in this order, each as it is or inside a longer one; capitals of the Latin alphabet count as small. */
  title?: string | undefined
}
export type SessionStore = {
  insert(row: NewSessionRow): Promise<void>
  get(id: SessionId): Promise<SessionRow | null>
  /** Changes the given columns; false when there is no such session. */
  update(id: SessionId, change: Partial<Omit<SessionRow, 'id' | 'createdAt' | 'messageCount'>>): Promise<boolean>
  /** Newest `updatedAt` first (in the trash: `trashedAt`), then the largest id; those after `before` in that order. */
  list(page: SessionFilter & { before?: Pick<SessionRow, 'id' | 'updatedAt' | 'trashedAt'> | undefined; limit: number }): Promise<SessionRow[]>
  count(filter?: SessionFilter): Promise<number>
  /** Which of these sources have a chat here that is not in the trash. */
  knownSources(sources: readonly string[]): Promise<Set<string>>
  /** With everything that hangs on it: messages, state, artifacts, runs and their journals. */
  remove(id: SessionId): Promise<boolean>
}

/** One level of folders; a chat is in one or in none. */
export type FolderRow = { id: FolderId; name: string; createdAt: string }
export type FolderStore = {
  insert(row: FolderRow): Promise<void>
  /** With how many open chats each holds, in the order they were made. */
  list(): Promise<(FolderRow & { chats: number })[]>
  rename(id: FolderId, name: string): Promise<boolean>
  /** Its chats stay, in no folder. */
  remove(id: FolderId): Promise<boolean>
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
  /**
   * Walks up a branch, at most `limit` messages, and tells of each `every`-th and of the first of the chat where they are; `depth` counts from
   * 1, the head.
   */
  milestones(head: MessageId, walk: { every: number; limit: number }): Promise<{ id: MessageId; depth: number; isFirst: boolean }[]>
  /** The newest leaf below a message (itself when it has no children), by creation order. */
  leafBelow(id: MessageId): Promise<MessageId>
  /** All messages of a chat in the order they were written, parents before children, those after `after`. */
  inOrder(sessionId: SessionId, page: { after?: MessageId | undefined; limit: number }): Promise<MessageRow[]>
  unfinished(): Promise<MessageRow[]>
  /** The message that a run writes; null when it writes none. */
  byRun(runId: RunId): Promise<Message | null>
  /** The oldest child: the first answer to a question. */
  firstChild(id: MessageId): Promise<Message | null>
  /** Best match first, nothing of the trash. The query is a person's words, not FTS syntax: each word must occur, the last one as a prefix. */
  search(query: string, options: { sessionId?: SessionId | undefined; limit: number }): Promise<SearchHit[]>
}
export type SearchHit = { sessionId: SessionId; messageId: MessageId; role: 'user' | 'assistant'; snippet: string; createdAt: string; title: string }

/** The text of a message that search finds: what was said and the names of its files, without thinking and without tool data. */
export const searchableText = (parts: readonly MessagePart[]): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : part.type === 'attachment' ? [part.name] : [])).join('\n')

export type StateStore = {
  read(sessionId: SessionId): Promise<Record<string, unknown>>
  /** Sets the given keys; a value of undefined removes its key. */
  write(sessionId: SessionId, changes: Record<string, unknown>): Promise<void>
}

export type ArtifactRow = {
  id: ArtifactId
  sessionId: SessionId | null
  name: string
  mediaType: string
  sha256: string
  sizeBytes: number
  createdAt: string
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
    /** An upload: `removePending` takes it away after that, unless `keep` was called. Left out or null: it stays. */
    pendingUntil?: string | null | undefined
  }): Promise<{ sha256: string; sizeBytes: number }>
  read(id: ArtifactId): Promise<{ name: string; mediaType: string; sha256: string; bytes: Uint8Array } | null>
  list(sessionId: SessionId): Promise<ArtifactRow[]>
  /** Its row, without the bytes. */
  get(id: ArtifactId): Promise<ArtifactRow | null>
  /** Another row for the same bytes, in another session; false when there is no such artifact. */
  copy(id: ArtifactId, to: { id: ArtifactId; sessionId: SessionId; createdAt: string }): Promise<boolean>
  /** A message holds it now. */
  keep(id: ArtifactId): Promise<void>
  /** Deletes the rows of uploads whose time is over; returns how many. Their bytes go with the next sweep. */
  removePending(now: string): Promise<number>
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
  /** Newest first. Those of chats in the trash only when their chat is asked for. */
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
  /** What the turns of a chat spent, by the model that answered (null: none was chosen), dearest first. */
  totals(sessionId: SessionId): Promise<(Spent & { model: string | null; durationMs: number })[]>
  /** What all runs at the top spent on each day from `since` on, in UTC, newest first. */
  totalsByDay(since: string): Promise<(Spent & { day: string })[]>
}
/** `answers`: how many runs at the top of their trees. */
type Spent = Usage & { answers: number }

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
