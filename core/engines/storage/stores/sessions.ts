import type { SessionId } from '../../../kernel/ids.ts'
import type { Queries, QueryBuilder } from '../dialect.ts'
import { fromJson, toJson, toJsonChange } from '../json-column.ts'
import type { NewSessionRow, SessionRow, SessionStore } from '../port.ts'
import { prepare, prepareUpdates } from '../prepared.ts'
import type { Tables } from '../schema.ts'
import { prepareSessionLists } from './session-lists.ts'

const columns = [
  ...(['id', 'title', 'agent', 'model', 'head_id', 'active_run_id', 'status', 'message_count', 'created_at', 'updated_at'] as const),
  ...(['folder_id', 'pinned_at', 'archived_at', 'trashed_at', 'forked_from', 'titled_by', 'source'] as const),
] satisfies (keyof Tables['sessions'])[]

/** Databases limit the values of a query. */
const sourcesPerQuery = 500

export function prepareSessions(db: QueryBuilder): (on: Queries) => SessionStore {
  const insert = prepare<Tables['sessions']>((value) =>
    db.insertInto('sessions').values(Object.fromEntries(columns.map((column) => [column, value(column)])) as Tables['sessions']),
  )
  const byId = prepare<{ id: string }, Tables['sessions']>((value) => db.selectFrom('sessions').selectAll().where('id', '=', value('id')))
  const lists = prepareSessionLists(db)
  // Foreign keys take everything that hangs on it along.
  const remove = prepare<{ id: string }>((value) => db.deleteFrom('sessions').where('id', '=', value('id')))
  const update = prepareUpdates(db, 'sessions')

  return (on) => ({
    async insert(row) {
      await on.run(insert(toColumns(row)))
    },
    async get(id) {
      const [row] = (await on.run(byId({ id }))).rows
      return row ? fromColumns(row) : null
    },
    update: (id, change) =>
      update(on, id, {
        title: change.title,
        agent: change.agent,
        model: change.model,
        head_id: change.headId,
        active_run_id: change.activeRunId,
        status: change.status,
        updated_at: change.updatedAt,
        folder_id: change.folderId,
        pinned_at: change.pinnedAt,
        archived_at: change.archivedAt,
        trashed_at: change.trashedAt,
        forked_from: toJsonChange(change.forkedFrom),
        titled_by: change.titledBy,
        source: change.source,
      }),
    list: async (page) => (await on.run(lists.list(page))).rows.map(fromColumns),
    async count(filter = {}) {
      return Number((await on.run(lists.count(filter))).rows[0]?.count ?? 0)
    },
    async knownSources(sources) {
      const known = new Set<string>()
      for (let from = 0; from < sources.length; from += sourcesPerQuery) {
        const some = sources.slice(from, from + sourcesPerQuery)
        const query = db.selectFrom('sessions').select('source').where('source', 'in', some).where('trashed_at', 'is', null)
        for (const { source } of (await on.run(query.compile())).rows) if (source !== null) known.add(source)
      }
      return known
    },
    async remove(id) {
      return (await on.run(remove({ id }))).changed > 0
    },
  })
}

const toColumns = (row: NewSessionRow): Tables['sessions'] => ({
  id: row.id,
  title: row.title,
  agent: row.agent,
  model: row.model,
  head_id: row.headId,
  active_run_id: row.activeRunId,
  status: row.status,
  message_count: row.messageCount,
  created_at: row.createdAt,
  updated_at: row.updatedAt,
  folder_id: row.folderId ?? null,
  pinned_at: row.pinnedAt ?? null,
  archived_at: row.archivedAt ?? null,
  trashed_at: row.trashedAt ?? null,
  forked_from: toJson(row.forkedFrom),
  titled_by: row.titledBy ?? 'rule',
  source: row.source ?? null,
})

const fromColumns = (row: Tables['sessions']): SessionRow => ({
  id: row.id as SessionId,
  title: row.title,
  agent: row.agent,
  model: row.model,
  headId: row.head_id as SessionRow['headId'],
  activeRunId: row.active_run_id as SessionRow['activeRunId'],
  status: row.status,
  messageCount: row.message_count,
  folderId: row.folder_id as SessionRow['folderId'],
  pinnedAt: row.pinned_at,
  archivedAt: row.archived_at,
  trashedAt: row.trashed_at,
  forkedFrom: fromJson(row.forked_from),
  titledBy: row.titled_by,
  source: row.source,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
