import type { Queries, QueryBuilder } from '../dialect.ts'
import type { CacheStore } from '../port.ts'
import { prepare } from '../prepared.ts'

export function prepareCache(db: QueryBuilder): (on: Queries) => CacheStore {
  const get = prepare<{ key: string; now: string }, { value: string }>((value) =>
    db.selectFrom('cache').select('value').where('key', '=', value('key')).where('expires_at', '>', value('now')),
  )
  const set = prepare<{ key: string; value: string; expiresAt: string }>((value) =>
    db
      .insertInto('cache')
      .values({ key: value('key'), value: value('value'), expires_at: value('expiresAt') })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((eb) => ({ value: eb.ref('excluded.value'), expires_at: eb.ref('excluded.expires_at') })),
      ),
  )
  const remove = prepare<{ key: string }>((value) => db.deleteFrom('cache').where('key', '=', value('key')))
  const sweep = prepare<{ now: string }>((value) => db.deleteFrom('cache').where('expires_at', '<=', value('now')))
  return (on) => ({
    async get(key, now) {
      const [row] = (await on.run(get({ key, now }))).rows
      return row ? (JSON.parse(row.value) as unknown) : undefined
    },
    async set(key, value, expiresAt) {
      await on.run(set({ key, value: JSON.stringify(value) ?? 'null', expiresAt }))
    },
    async remove(key) {
      await on.run(remove({ key }))
    },
    sweep: async (now) => (await on.run(sweep({ now }))).changed,
  })
}
