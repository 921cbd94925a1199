import type { CompiledQuery } from 'kysely'
import type { Queries, QueryBuilder } from '../dialect.ts'
import type { JournalStore, RunEvent } from '../port.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'

type Entry = Tables['journal']

/** How many events one statement writes. A batch is cut into these, largest first, so that few different statements are ever prepared. */
const sizes = [64, 16, 4, 1]

export function prepareJournal(db: QueryBuilder): (on: Queries) => JournalStore {
  const inserts = sizes.map((size) =>
    prepare<Record<string, unknown>>((value) =>
      db.insertInto('journal').values(
        Array.from({ length: size }, (_, row) => ({
          root_id: value(`root_id ${row}`) as string,
          seq: value(`seq ${row}`) as number,
          run_id: value(`run_id ${row}`) as string,
          type: value(`type ${row}`) as string,
          at: value(`at ${row}`) as string,
          body: value(`body ${row}`) as string,
        })),
      ),
    ),
  )
  const read = prepare<{ rootId: string; after: number; limit: number }, Entry>((value) =>
    db
      .selectFrom('journal')
      .selectAll()
      .where('root_id', '=', value('rootId'))
      .where('seq', '>', value('after'))
      .orderBy('seq')
      .limit(value('limit')),
  )
  const lastSeq = prepare<{ rootId: string }, { last: number | null }>((value) =>
    db
      .selectFrom('journal')
      .select((eb) => eb.fn.max('seq').as('last'))
      .where('root_id', '=', value('rootId'))
      .$castTo<{ last: number | null }>(),
  )

  const batches = (events: readonly RunEvent[]): CompiledQuery<unknown>[] => {
    const queries: CompiledQuery<unknown>[] = []
    let from = 0
    for (const [index, size] of sizes.entries()) {
      for (; events.length - from >= size; from += size) {
        const values: Record<string, unknown> = {}
        for (let row = 0; row < size; row++) {
          const { rootId, seq, runId, type, at, ...body } = events[from + row] as RunEvent
          values[`root_id ${row}`] = rootId
          values[`seq ${row}`] = seq
          values[`run_id ${row}`] = runId
          values[`type ${row}`] = type
          values[`at ${row}`] = at
          values[`body ${row}`] = JSON.stringify(body)
        }
        queries.push((inserts[index] as (values: Record<string, unknown>) => CompiledQuery<unknown>)(values))
      }
    }
    return queries
  }

  return (on) => ({
    async append(events) {
      const queries = batches(events)
      if (queries.length === 1) await on.run(queries[0] as CompiledQuery<unknown>)
      else if (queries.length > 1) await on.atomic(queries)
    },
    async read(rootId, after, limit) {
      const { rows } = await on.run(read({ rootId, after, limit }))
      return rows.map(
        ({ root_id, run_id, seq, type, at, body }) => ({ type, seq, rootId: root_id, runId: run_id, at, ...JSON.parse(body) }) as RunEvent,
      )
    },
    lastSeq: async (rootId) => (await on.run(lastSeq({ rootId }))).rows[0]?.last ?? 0,
  })
}
