import { type CompiledQuery, sql } from 'kysely'
import type { Queries, QueryBuilder } from '../dialect.ts'
import { prepare } from '../prepared.ts'
import type { MessageColumns } from './message-rows.ts'

type FamilyMember = { id: string; parent_id: string | null }

/** Parents in one query. A page is smaller; only the export of a whole chat needs several (databases limit the values of a query). */
const parentsPerQuery = 500

/**
 * Everybody who shares a parent with one of the given messages of one session, those of one parent in the order they were made: one
 * look into the index by parent for each message, in one query a page, and one more at the beginning of a chat.
 */
export function prepareFamily(db: QueryBuilder): (on: Queries, rows: readonly MessageColumns[]) => Promise<FamilyMember[]> {
  // One text for each number of parents, at most `parentsPerQuery`; pages of one size share one.
  const texts = new Map<number, (values: Record<string, string>) => CompiledQuery<FamilyMember>>()
  const ofSession = (session: string) => db.selectFrom('messages').select(['id', 'parent_id']).where('session_id', '=', session)
  // Not the bare column: with it, SQLite would rather walk the whole session in this order than look up each parent. "No parent" is
  // asked for by itself for the same reason.
  const inOrder = sql`+seq`

  const firsts = prepare<{ session: string }, FamilyMember>((value) => ofSession(value('session')).where('parent_id', 'is', null).orderBy(inOrder))
  const textFor = (parents: number) => {
    const known = texts.get(parents)
    if (known) return known
    const text = prepare<Record<string, string>, FamilyMember>((value) =>
      ofSession(value('session') as string)
        .where(
          'parent_id',
          'in',
          Array.from({ length: parents }, (_, index) => value(`parent ${index}`) as string),
        )
        .orderBy(inOrder),
    )
    texts.set(parents, text)
    return text
  }

  return async (on, rows) => {
    const session = rows[0]?.session_id
    if (session === undefined) return []
    const parents = [...new Set(rows.flatMap((row) => row.parent_id ?? []))]
    const family: FamilyMember[] = []
    if (rows.some((row) => row.parent_id === null)) family.push(...(await on.run(firsts({ session }))).rows)
    for (let from = 0; from < parents.length; from += parentsPerQuery) {
      const some = parents.slice(from, from + parentsPerQuery)
      const values = Object.fromEntries(some.map((parent, index) => [`parent ${index}`, parent]))
      for (const member of (await on.run(textFor(some.length)({ ...values, session }))).rows) family.push(member)
    }
    return family
  }
}
