import { sql } from 'kysely'
import type { FolderId } from '../../../kernel/ids.ts'
import type { Queries, QueryBuilder } from '../dialect.ts'
import type { FolderStore } from '../port.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'

export function prepareFolders(db: QueryBuilder): (on: Queries) => FolderStore {
  const insert = prepare<Tables['folders']>((value) =>
    db.insertInto('folders').values({ id: value('id'), name: value('name'), created_at: value('created_at') }),
  )
  const list = prepare<object, Tables['folders'] & { chats: number | string }>(() =>
    db
      .selectFrom('folders')
      .selectAll()
      .select((eb) =>
        eb
          .selectFrom('sessions')
          .select(sql<number>`count(*)`.as('chats'))
          .whereRef('sessions.folder_id', '=', 'folders.id')
          .where('archived_at', 'is', null)
          .where('trashed_at', 'is', null)
          .$asScalar()
          .$notNull()
          .as('chats'),
      )
      .orderBy('created_at')
      .orderBy('id'),
  )
  const rename = prepare<{ id: string; name: string }>((value) =>
    db
      .updateTable('folders')
      .set({ name: value('name') })
      .where('id', '=', value('id')),
  )
  const remove = prepare<{ id: string }>((value) => db.deleteFrom('folders').where('id', '=', value('id')))

  return (on) => ({
    async insert({ id, name, createdAt }) {
      await on.run(insert({ id, name, created_at: createdAt }))
    },
    async list() {
      const { rows } = await on.run(list({}))
      return rows.map((row) => ({ id: row.id as FolderId, name: row.name, createdAt: row.created_at, chats: Number(row.chats) }))
    },
    rename: async (id, name) => (await on.run(rename({ id, name }))).changed > 0,
    remove: async (id) => (await on.run(remove({ id }))).changed > 0,
  })
}
