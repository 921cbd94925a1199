import type { ExpressionBuilder } from 'kysely'
import type { Queries, QueryBuilder } from '../dialect.ts'
import type { MetricStore } from '../port.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'

type Measured = { name: string; value: number; unit: string; at: string; sessionId: string | null; runId: string | null; labels: string }
type Summed = { labels: string; count: number | string; sum: number; min: number; max: number; last: number }

export function prepareMetrics(db: QueryBuilder): (on: Queries) => MetricStore {
  const insert = prepare<Measured>((value) =>
    db.insertInto('metrics').values((eb: ExpressionBuilder<Tables, 'metrics'>) => ({
      name: value('name'),
      value: value('value'),
      unit: value('unit'),
      at: value('at'),
      // A measurement that arrives after its session was deleted is kept without it.
      session_id: eb.selectFrom('sessions').select('sessions.id').where('sessions.id', '=', value('sessionId')),
      run_id: value('runId'),
      labels: value('labels'),
    })),
  )
  const summary = prepare<{ name: string; since: string }, Summed>((value) =>
    db
      .with('sums', (cte) =>
        cte
          .selectFrom('metrics')
          .where('name', '=', value('name'))
          .where('at', '>=', value('since'))
          .groupBy('labels')
          .select((eb) => [
            'labels',
            eb.fn.countAll().as('count'),
            eb.fn.sum<number>('value').as('sum'),
            eb.fn.min('value').as('min'),
            eb.fn.max('value').as('max'),
            eb.fn.max('seq').as('last_seq'),
          ]),
      )
      .selectFrom('sums')
      .innerJoin('metrics', 'metrics.seq', 'sums.last_seq')
      .select(['sums.labels', 'sums.count', 'sums.sum', 'sums.min', 'sums.max', 'metrics.value as last'])
      .orderBy('sums.labels')
      .$castTo<Summed>(),
  )
  return (on) => ({
    async record({ name, value, unit, at, sessionId, runId, labels }) {
      await on.run(insert({ name, value, unit, at, sessionId: sessionId ?? null, runId: runId ?? null, labels: canonical(labels ?? {}) }))
    },
    async summary(name, since) {
      const { rows } = await on.run(summary({ name, since }))
      return rows.map((row) => ({ ...row, count: Number(row.count), labels: JSON.parse(row.labels) as Record<string, string> }))
    },
  })
}

const canonical = (labels: Record<string, string>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))))
