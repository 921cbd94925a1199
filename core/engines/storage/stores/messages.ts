import { type CompiledQuery, sql } from 'kysely'
import { Fault } from '../../../contract/faults.ts'
import type { MessageId, SessionId } from '../../../kernel/ids.ts'
import type { Queries, QueryBuilder, StorageDialect } from '../dialect.ts'
import { toJsonChange } from '../json-column.ts'
import { type Message, type MessageStore, searchableText } from '../port.ts'
import { prepare, prepareUpdates } from '../prepared.ts'
import { prepareFamily } from './message-family.ts'
import { fromMessageColumns, type MessageColumns, messageColumns, toMessageColumns, withSiblings } from './message-rows.ts'

export function prepareMessages(db: QueryBuilder, dialect: StorageDialect): (on: Queries) => MessageStore {
  const insert = prepare<MessageColumns & { search_text: string }>((value) =>
    db.insertInto('messages').values({
      id: value('id'),
      session_id: value('session_id'),
      parent_id: value('parent_id'),
      role: value('role'),
      status: value('status'),
      run_id: value('run_id'),
      model: value('model'),
      error: value('error'),
      usage: value('usage'),
      created_at: value('created_at'),
      finished_at: value('finished_at'),
      parts: value('parts'),
      search_text: value('search_text'),
    }),
  )
  const countOneMore = prepare<{ session_id: string }>((value) =>
    db
      .updateTable('sessions')
      .set((eb) => ({ message_count: eb('message_count', '+', sql.lit(1)) }))
      .where('id', '=', value('session_id')),
  )
  const byId = prepare<{ id: string }, MessageColumns>((value) => db.selectFrom('messages').select(messageColumns).where('id', '=', value('id')))
  const inOrder = prepare<{ sessionId: string; limit: number }, MessageColumns>((value) =>
    db.selectFrom('messages').select(messageColumns).where('session_id', '=', value('sessionId')).orderBy('seq').limit(value('limit')),
  )
  const inOrderAfter = prepare<{ sessionId: string; after: string; limit: number }, MessageColumns>((value) =>
    db
      .selectFrom('messages')
      .select(messageColumns)
      .where('session_id', '=', value('sessionId'))
      .where('seq', '>', (eb) => eb.selectFrom('messages as seen').select('seen.seq').where('seen.id', '=', value('after')))
      .orderBy('seq')
      .limit(value('limit')),
  )
  const streaming = prepare<object, MessageColumns>(() =>
    db.selectFrom('messages').select(messageColumns).where('status', '=', sql.lit('streaming')).orderBy('seq'),
  )
  const ofRun = prepare<{ runId: string }, MessageColumns>((value) =>
    db.selectFrom('messages').select(messageColumns).where('run_id', '=', value('runId')).orderBy('seq').limit(sql.lit(1)),
  )
  const oldestChild = prepare<{ id: string }, MessageColumns>((value) =>
    db
      .selectFrom('messages as parent')
      .innerJoin('messages as child', (join) => join.onRef('child.session_id', '=', 'parent.session_id').onRef('child.parent_id', '=', 'parent.id'))
      .select(messageColumns.map((column) => `child.${column}` as const))
      .where('parent.id', '=', value('id'))
      .orderBy('child.seq')
      .limit(sql.lit(1)),
  )
  const update = prepareUpdates(db, 'messages')

  // Up from the head by primary key, one step for each message of the page: the length of the session does not matter.
  const wayUp = (head: string, limit: number) =>
    db.withRecursive('way(seq, id, parent_id, depth)', (cte) =>
      cte
        .selectFrom('messages')
        .select(['seq', 'id', 'parent_id', sql.lit(1).as('depth')])
        .where('id', '=', head)
        .unionAll(
          cte
            .selectFrom('way')
            .innerJoin('messages', 'messages.id', 'way.parent_id')
            .select(['messages.seq', 'messages.id', 'messages.parent_id', sql<number>`way.depth + 1`.as('depth')])
            .where('way.depth', '<', limit),
        ),
    )
  const branch = prepare<{ head: string; limit: number }, MessageColumns>((value) =>
    wayUp(value('head'), value('limit'))
      .selectFrom('way')
      .innerJoin('messages', 'messages.seq', 'way.seq')
      .select(messageColumns.map((column) => `messages.${column}` as const))
      .orderBy('way.depth', 'desc'),
  )
  // The same walk without reading what was said.
  const milestones = prepare<{ head: string; every: number; limit: number }, { id: string; parent_id: string | null; depth: number }>((value) =>
    wayUp(value('head'), value('limit'))
      .selectFrom('way')
      .select(['id', 'parent_id', 'depth'])
      .where((eb) => eb.or([eb('parent_id', 'is', null), eb(sql`way.depth % ${value('every')}`, '=', sql.lit(0))]))
      .orderBy('depth'),
  )
  // Children are always written after their parents, so the newest descendant has none.
  const newestBelow = prepare<{ id: string }, { id: string }>((value) =>
    db
      .withRecursive('below(seq, session_id, id)', (cte) =>
        cte
          .selectFrom('messages')
          .select(['seq', 'session_id', 'id'])
          .where('id', '=', value('id'))
          .unionAll(
            cte
              .selectFrom('below')
              .innerJoin('messages', (join) =>
                join.onRef('messages.session_id', '=', 'below.session_id').onRef('messages.parent_id', '=', 'below.id'),
              )
              .select(['messages.seq', 'messages.session_id', 'messages.id']),
          ),
      )
      .selectFrom('below')
      .select('id')
      .orderBy('seq', 'desc')
      .limit(sql.lit(1)),
  )

  const familyOf = prepareFamily(db)
  const page = async (on: Queries, query: CompiledQuery<MessageColumns>): Promise<Message[]> => {
    const { rows } = await on.run(query)
    return withSiblings(rows, await familyOf(on, rows))
  }
  const first = async (on: Queries, query: CompiledQuery<MessageColumns>) => (await page(on, query))[0] ?? null

  return (on) => ({
    insert: (row) => on.atomic([insert(toMessageColumns(row, dialect)), countOneMore({ session_id: row.sessionId })]),
    get: (id) => first(on, byId({ id })),
    byRun: (runId) => first(on, ofRun({ runId })),
    firstChild: (id) => first(on, oldestChild({ id })),
    update: (id, change) =>
      update(on, id, {
        status: change.status,
        model: change.model,
        finished_at: change.finishedAt,
        error: toJsonChange(change.error),
        usage: toJsonChange(change.usage),
        parts: toJsonChange(change.parts),
        search_text: change.parts && dialect.search.indexable(searchableText(change.parts)),
      }),
    branch: (head, limit) => page(on, branch({ head, limit })),
    async milestones(head, walk) {
      const { rows } = await on.run(milestones({ head, ...walk }))
      return rows.map(({ id, parent_id, depth }) => ({ id: id as MessageId, depth: Number(depth), isFirst: parent_id === null }))
    },
    async leafBelow(id) {
      const [leaf] = (await on.run(newestBelow({ id }))).rows
      if (!leaf) throw new Fault('NOT_FOUND', { what: 'message', name: id })
      return leaf.id as MessageId
    },
    async inOrder(sessionId, { after, limit }) {
      const query = after === undefined ? inOrder({ sessionId, limit }) : inOrderAfter({ sessionId, after, limit })
      return (await on.run(query)).rows.map(fromMessageColumns)
    },
    async unfinished() {
      return (await on.run(streaming({}))).rows.map(fromMessageColumns)
    },
    async search(words, { sessionId, limit }) {
      const query = dialect.search.find(words, { sessionId: sessionId ?? null, limit })
      if (!query) return []
      return (await on.run(query)).rows.map((row) => ({
        sessionId: row.session_id as SessionId,
        messageId: row.id as MessageId,
        role: row.role,
        snippet: dialect.search.presentable(row.snippet),
        createdAt: row.created_at,
        title: row.title,
      }))
    },
  })
}
