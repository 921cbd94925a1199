import type { SessionId } from '../../../kernel/ids.ts'
import type { Queries, QueryBuilder } from '../dialect.ts'
import type { SessionRow, SessionStore } from '../port.ts'
import { prepare, prepareUpdates } from '../prepared.ts'
import type { Tables } from '../schema.ts'

export function prepareSessions(db: QueryBuilder): (on: Queries) => SessionStore {
  const insert = prepare<Tables['sessions']>((value) =>
    db.insertInto('sessions').values({
      id: value('id'),
      title: value('title'),
      agent: value('agent'),
      model: value('model'),
      head_id: value('head_id'),
      active_run_id: value('active_run_id'),
      status: value('status'),
      message_count: value('message_count'),
      created_at: value('created_at'),
      updated_at: value('updated_at'),
    }),
  )
  const byId = prepare<{ id: string }, Tables['sessions']>((value) => db.selectFrom('sessions').selectAll().where('id', '=', value('id')))
  const newest = db.selectFrom('sessions').selectAll().orderBy('updated_at', 'desc').orderBy('id', 'desc')
  const firstPage = prepare<{ limit: number }, Tables['sessions']>((value) => newest.limit(value('limit')))
  const pageBefore = prepare<{ updatedAt: string; id: string; limit: number }, Tables['sessions']>((value) =>
    newest.where((row) => row(row.refTuple('updated_at', 'id'), '<', row.tuple(value('updatedAt'), value('id')))).limit(value('limit')),
  )
  const count = prepare<object, { count: number | string }>(() => db.selectFrom('sessions').select((eb) => eb.fn.countAll().as('count')))
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
      }),
    async list({ before, limit }) {
      return (await on.run(before === undefined ? firstPage({ limit }) : pageBefore({ updatedAt: before.updatedAt, id: before.id, limit }))).rows.map(
        fromColumns,
      )
    },
    async count() {
      return Number((await on.run(count({}))).rows[0]?.count ?? 0)
    },
    async remove(id) {
      return (await on.run(remove({ id }))).changed > 0
    },
  })
}

const toColumns = (row: SessionRow): Tables['sessions'] => ({
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
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
