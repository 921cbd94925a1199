import type { SessionId } from '../../../kernel/ids.ts'
import type { Queries, QueryBuilder } from '../dialect.ts'
import type { GrantStore } from '../port.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'

export function prepareGrants(db: QueryBuilder): (on: Queries) => GrantStore {
  const insert = prepare<Tables['grants']>((value) =>
    db.insertInto('grants').values({
      id: value('id'),
      tool: value('tool'),
      rights_hash: value('rights_hash'),
      pattern: value('pattern'),
      session_id: value('session_id'),
      granted_at: value('granted_at'),
    }),
  )
  const all = prepare<object, Tables['grants']>(() => db.selectFrom('grants').selectAll().orderBy('granted_at').orderBy('id'))
  const remove = prepare<{ id: string }>((value) => db.deleteFrom('grants').where('id', '=', value('id')))
  const trusted = prepare<{ tool: string }, { digest: string }>((value) => db.selectFrom('trust').select('digest').where('tool', '=', value('tool')))
  const trust = prepare<Tables['trust']>((value) =>
    db
      .insertInto('trust')
      .values({ tool: value('tool'), digest: value('digest'), at: value('at') })
      .onConflict((conflict) => conflict.column('tool').doUpdateSet((eb) => ({ digest: eb.ref('excluded.digest'), at: eb.ref('excluded.at') }))),
  )
  const distrust = prepare<{ tool: string }>((value) => db.deleteFrom('trust').where('tool', '=', value('tool')))
  return (on) => ({
    async insert(grant) {
      const { rightsHash, sessionId, grantedAt, ...same } = grant
      await on.run(insert({ ...same, rights_hash: rightsHash, session_id: sessionId, granted_at: grantedAt }))
    },
    async list() {
      return (await on.run(all({}))).rows.map(({ rights_hash, session_id, granted_at, ...same }) => ({
        ...same,
        rightsHash: rights_hash,
        sessionId: session_id as SessionId | null,
        grantedAt: granted_at,
      }))
    },
    remove: async (id) => (await on.run(remove({ id }))).changed > 0,
    trustedDigest: async (tool) => (await on.run(trusted({ tool }))).rows[0]?.digest ?? null,
    async setTrust(tool, digest, at) {
      await on.run(digest === null ? distrust({ tool }) : trust({ tool, digest, at }))
    },
  })
}
