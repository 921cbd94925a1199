import type { Queries, QueryBuilder } from '../dialect.ts'
import type { StateStore } from '../port.ts'
import { prepare } from '../prepared.ts'

export function prepareState(db: QueryBuilder): (on: Queries) => StateStore {
  const read = prepare<{ sessionId: string }, { key: string; value: string }>((value) =>
    db.selectFrom('state').select(['key', 'value']).where('session_id', '=', value('sessionId')).orderBy('key'),
  )
  const set = prepare<{ sessionId: string; key: string; value: string }>((value) =>
    db
      .insertInto('state')
      .values({ session_id: value('sessionId'), key: value('key'), value: value('value') })
      .onConflict((conflict) => conflict.columns(['session_id', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') }))),
  )
  const unset = prepare<{ sessionId: string; key: string }>((value) =>
    db.deleteFrom('state').where('session_id', '=', value('sessionId')).where('key', '=', value('key')),
  )
  return (on) => ({
    async read(sessionId) {
      const { rows } = await on.run(read({ sessionId }))
      return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]))
    },
    async write(sessionId, changes) {
      const queries = Object.entries(changes).map(([key, value]) =>
        value === undefined ? unset({ sessionId, key }) : set({ sessionId, key, value: JSON.stringify(value) }),
      )
      if (queries.length > 0) await on.atomic(queries)
    },
  })
}
