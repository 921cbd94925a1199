import { type CompiledQuery, type ExpressionBuilder, sql } from 'kysely'
import type { Queries, QueryBuilder } from '../dialect.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'
import type { MessageColumns } from './message-rows.ts'

type FamilyMember = { id: string; parent_id: string | null }

/** Parents in one query. A page is smaller; only the export of a whole chat needs several (databases limit the values of a query). */
const parentsPerQuery = 500

/**
 * Everybody who shares a parent with one of the given messages of one session, in the order they were made: one look into the
 * index by parent for each message, in one query a page.
 */
export function prepareFamily(db: QueryBuilder): (on: Queries, rows: readonly MessageColumns[]) => Promise<FamilyMember[]> {
  // One text for each number of parents, at most twice `parentsPerQuery`; pages of one size share one.
  const texts = new Map<string, (values: Record<string, string>) => CompiledQuery<FamilyMember>>()

  const textFor = (parents: number, withFirst: boolean) => {
    const key = `${parents} ${withFirst}`
    const known = texts.get(key)
    if (known) return known
    const text = prepare<Record<string, string>, FamilyMember>((value) => {
      const isOfFamily = (eb: ExpressionBuilder<Tables, 'messages'>) =>
        eb.or([
          ...(parents > 0
            ? [
                eb(
                  'parent_id',
                  'in',
                  Array.from({ length: parents }, (_, index) => value(`parent ${index}`) as string),
                ),
              ]
            : []),
          ...(withFirst ? [eb('parent_id', 'is', null)] : []),
        ])
      return (
        db
          .selectFrom('messages')
          .select(['id', 'parent_id'])
          .where('session_id', '=', value('session') as string)
          .where(isOfFamily)
          // Not the bare column: with it, SQLite would rather walk the whole session in this order than look up each parent.
          .orderBy(sql`+seq`)
      )
    })
    texts.set(key, text)
    return text
  }

  return async (on, rows) => {
    const session = rows[0]?.session_id
    if (session === undefined) return []
    const parents = [...new Set(rows.flatMap((row) => row.parent_id ?? []))]
    let withFirst = rows.some((row) => row.parent_id === null)
    const family: FamilyMember[] = []
    for (let from = 0; from < parents.length || withFirst; from += parentsPerQuery) {
      const some = parents.slice(from, from + parentsPerQuery)
      const values = Object.fromEntries(some.map((parent, index) => [`parent ${index}`, parent]))
      const found = await on.run(textFor(some.length, withFirst)({ ...values, session }))
      for (const member of found.rows) family.push(member)
      withFirst = false
    }
    return family
  }
}
