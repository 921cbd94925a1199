import type { Selectable } from 'kysely'
import type { MessageId } from '../../../kernel/ids.ts'
import type { StorageDialect } from '../dialect.ts'
import { fromJson, toJson } from '../json-column.ts'
import { type Message, type MessageRow, searchableText } from '../port.ts'
import type { Tables } from '../schema.ts'

export type MessageColumns = Omit<Selectable<Tables['messages']>, 'seq' | 'search_text'>

export const messageColumns = [
  'id',
  'session_id',
  'parent_id',
  'role',
  'status',
  'run_id',
  'model',
  'error',
  'usage',
  'created_at',
  'finished_at',
  'parts',
] as const satisfies (keyof MessageColumns)[]

export const toMessageColumns = (row: MessageRow, dialect: StorageDialect): MessageColumns & { search_text: string } => ({
  id: row.id,
  session_id: row.sessionId,
  parent_id: row.parentId,
  role: row.role,
  status: row.status,
  run_id: row.runId,
  model: row.model,
  error: toJson(row.error),
  usage: toJson(row.usage),
  created_at: row.createdAt,
  finished_at: row.finishedAt,
  parts: JSON.stringify(row.parts),
  search_text: dialect.search.indexable(searchableText(row.parts)),
})

export const fromMessageColumns = (row: MessageColumns): MessageRow => ({
  id: row.id as MessageRow['id'],
  sessionId: row.session_id as MessageRow['sessionId'],
  parentId: row.parent_id as MessageRow['parentId'],
  role: row.role,
  parts: JSON.parse(row.parts) as MessageRow['parts'],
  status: row.status,
  error: fromJson(row.error),
  runId: row.run_id as MessageRow['runId'],
  model: row.model,
  usage: fromJson(row.usage),
  createdAt: row.created_at,
  finishedAt: row.finished_at,
})

/** Messages with the versions of their place, given all messages that share a parent with one of them, in the order they were made. */
export function withSiblings(rows: readonly MessageColumns[], family: readonly { id: string; parent_id: string | null }[]): Message[] {
  const byParent = Map.groupBy(family, (member) => member.parent_id)
  return rows.map((row) => ({
    ...fromMessageColumns(row),
    siblings: (byParent.get(row.parent_id) ?? []).map((member) => member.id as MessageId),
  }))
}
