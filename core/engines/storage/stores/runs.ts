import { type Selectable, sql } from 'kysely'
import type { Queries, QueryBuilder, StorageDialect } from '../dialect.ts'
import { fromJson, toJson, toJsonChange } from '../json-column.ts'
import type { Run, RunStore } from '../port.ts'
import { prepare, prepareUpdates } from '../prepared.ts'
import type { Tables } from '../schema.ts'

type RunColumns = Omit<Selectable<Tables['runs']>, 'seq'>

const columns = [
  'id',
  'root_id',
  'parent_id',
  'session_id',
  'kind',
  'name',
  'digest',
  'status',
  'tier',
  'input',
  'output',
  'error',
  'usage',
  'created_at',
  'started_at',
  'finished_at',
  'duration_ms',
  'trace_id',
] as const satisfies (keyof RunColumns)[]

export function prepareRuns(db: QueryBuilder, dialect: StorageDialect): (on: Queries) => RunStore {
  const insert = prepare<RunColumns>((value) =>
    db.insertInto('runs').values(Object.fromEntries(columns.map((column) => [column, value(column)])) as RunColumns),
  )
  const byId = prepare<{ id: string }, RunColumns>((value) => db.selectFrom('runs').select(columns).where('id', '=', value('id')))
  // A child is always written after its parent.
  const tree = prepare<{ rootId: string }, RunColumns>((value) =>
    db.selectFrom('runs').select(columns).where('root_id', '=', value('rootId')).orderBy('seq'),
  )
  const unfinished = prepare<object, RunColumns>(() =>
    db.selectFrom('runs').select(columns).where(sql<boolean>`status in ('queued', 'running', 'waiting')`).orderBy('seq'),
  )
  const update = prepareUpdates(db, 'runs')
  const inTrash = db.selectFrom('sessions').select('id').where('trashed_at', 'is not', null)
  const sumOf = (key: keyof Run['usage']) => sql<number>`coalesce(sum(${dialect.jsonNumber('runs.usage', key)}), 0)`
  const spent = [sumOf('inputTokens').as('inputTokens'), sumOf('outputTokens').as('outputTokens'), sumOf('costUsd').as('costUsd')] as const
  /** A chat's relics may be started and called beside its answers. */
  const isAnswer = sql<boolean>`runs.kind = 'agent'`
  const answers = sql<number>`coalesce(sum(case when ${isAnswer} then 1 else 0 end), 0)`.as('answers')
  const answeringMs = sql<number>`coalesce(sum(case when ${isAnswer} then runs.duration_ms end), 0)`.as('durationMs')
  const totals = prepare<{ sessionId: string }, Sums & { model: string | null; durationMs: number }>((value) =>
    db
      .selectFrom('runs')
      .leftJoin('messages', 'messages.run_id', 'runs.id')
      .select([...spent, 'messages.model', answers, answeringMs])
      .where('runs.session_id', '=', value('sessionId'))
      .where('runs.parent_id', 'is', null)
      .groupBy('messages.model')
      .orderBy('costUsd', 'desc')
      .orderBy('outputTokens', 'desc'),
  )
  const day = sql<string>`substr(runs.created_at, 1, 10)`
  const totalsByDay = prepare<{ since: string }, Sums & { day: string }>((value) =>
    db
      .selectFrom('runs')
      .select([...spent, answers, day.as('day')])
      .where('runs.parent_id', 'is', null)
      .where('runs.created_at', '>=', value('since'))
      .groupBy(day)
      .orderBy('day', 'desc'),
  )

  return (on) => ({
    async insert(run) {
      await on.run(insert(toColumns(run)))
    },
    update: (id, change) =>
      update(on, id, {
        status: change.status,
        tier: change.tier,
        digest: change.digest,
        output: toJsonChange(change.output),
        error: toJsonChange(change.error),
        usage: toJsonChange(change.usage),
        started_at: change.startedAt,
        finished_at: change.finishedAt,
        duration_ms: change.durationMs,
      }),
    async get(id) {
      const [row] = (await on.run(byId({ id }))).rows
      return row ? fromColumns(row) : null
    },
    tree: async (rootId) => (await on.run(tree({ rootId }))).rows.map(fromColumns),
    async list({ sessionId, kind, name, status, rootsOnly, before, limit }) {
      let query = db.selectFrom('runs').select(columns).orderBy('seq', 'desc').limit(limit)
      if (sessionId !== undefined) query = query.where('session_id', '=', sessionId)
      else query = query.where((row) => row.or([row('session_id', 'is', null), row('session_id', 'not in', inTrash)]))
      if (kind !== undefined) query = query.where('kind', '=', kind)
      if (name !== undefined) query = query.where('name', '=', name)
      if (status !== undefined) query = query.where('status', '=', status)
      if (rootsOnly) query = query.where('parent_id', 'is', null)
      if (before !== undefined)
        query = query.where('seq', '<', (eb) => eb.selectFrom('runs as seen').select('seen.seq').where('seen.id', '=', before))
      return (await on.run(query.compile())).rows.map(fromColumns)
    },
    unfinished: async () => (await on.run(unfinished({}))).rows.map(fromColumns),
    totals: async (sessionId) =>
      (await on.run(totals({ sessionId }))).rows.map((row) => ({ ...asNumbers(row), model: row.model, durationMs: Number(row.durationMs) })),
    totalsByDay: async (since) => (await on.run(totalsByDay({ since }))).rows.map((row) => ({ ...asNumbers(row), day: row.day })),
  })
}

type Sums = Run['usage'] & { answers: number }
/** Some databases give sums and counts as text. */
const asNumbers = (row: Sums): Sums => ({
  inputTokens: Number(row.inputTokens),
  outputTokens: Number(row.outputTokens),
  costUsd: Number(row.costUsd),
  answers: Number(row.answers),
})

const toColumns = (run: Run): RunColumns => ({
  id: run.id,
  root_id: run.rootId,
  parent_id: run.parentId,
  session_id: run.sessionId,
  kind: run.kind,
  name: run.name,
  digest: run.digest,
  status: run.status,
  tier: run.tier,
  input: toJson(run.input),
  output: toJson(run.output),
  error: toJson(run.error),
  usage: JSON.stringify(run.usage),
  created_at: run.createdAt,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  duration_ms: run.durationMs,
  trace_id: run.traceId,
})

const fromColumns = (row: RunColumns): Run => ({
  id: row.id as Run['id'],
  rootId: row.root_id as Run['rootId'],
  parentId: row.parent_id as Run['parentId'],
  sessionId: row.session_id as Run['sessionId'],
  kind: row.kind,
  name: row.name,
  digest: row.digest,
  status: row.status,
  tier: row.tier,
  input: fromJson(row.input),
  output: fromJson(row.output),
  error: fromJson(row.error),
  usage: JSON.parse(row.usage) as Run['usage'],
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  durationMs: row.duration_ms,
  traceId: row.trace_id,
})
