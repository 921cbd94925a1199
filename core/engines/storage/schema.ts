import type { Generated } from 'kysely'
import type { RunKind, RunStatus, Tier } from '../../contract/runs.ts'
import type { MessageRow, SessionRow } from './port.ts'

/**
 * The tables as they stand after the last migration, for the type checker. Conventions that hold in every dialect: times are ISO 8601
 * text, JSON is text, `seq` counts rows in the order they were written, and what belongs to a session or to a root run is
 * deleted with it by foreign keys.
 */
export type Tables = {
  sessions: {
    id: string
    title: string
    agent: string
    model: string | null
    head_id: string | null
    active_run_id: string | null
    status: SessionRow['status']
    message_count: number
    created_at: string
    updated_at: string
    folder_id: string | null
    pinned_at: string | null
    archived_at: string | null
    trashed_at: string | null
    /** JSON; null for a chat that began empty. */
    forked_from: string | null
    titled_by: SessionRow['titledBy']
    source: string | null
  }
  folders: { id: string; name: string; created_at: string }
  messages: {
    seq: Generated<number>
    id: string
    session_id: string
    parent_id: string | null
    role: MessageRow['role']
    status: MessageRow['status']
    run_id: string | null
    model: string | null
    error: string | null
    usage: string | null
    created_at: string
    finished_at: string | null
    parts: string
    /** What full-text search reads, in the form the dialect wants it. */
    search_text: string
  }
  state: { session_id: string; key: string; value: string }
  metrics: {
    seq: Generated<number>
    name: string
    value: number
    unit: string
    at: string
    session_id: string | null
    run_id: string | null
    /** JSON with sorted keys, so that equal label sets are equal text. */
    labels: string
  }
  cache: { key: string; value: string; expires_at: string }
  grants: { id: string; tool: string; rights_hash: string; pattern: string; session_id: string | null; granted_at: string }
  trust: { tool: string; digest: string; at: string }
  runs: {
    seq: Generated<number>
    id: string
    root_id: string
    parent_id: string | null
    session_id: string | null
    kind: RunKind
    name: string
    digest: string | null
    status: RunStatus
    tier: Tier | null
    input: string | null
    output: string | null
    error: string | null
    usage: string
    created_at: string
    started_at: string | null
    finished_at: string | null
    duration_ms: number | null
    trace_id: string
  }
  journal: {
    root_id: string
    /** From 1, without gaps, within one root. */
    seq: number
    run_id: string
    type: string
    at: string
    /** The rest of the event, as JSON. */
    body: string
  }
  artifacts: {
    id: string
    session_id: string | null
    run_id: string | null
    name: string
    media_type: string
    sha256: string
    size_bytes: number
    created_at: string
    pending_until: string | null
  }
}
