import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Folders, pins, archive and trash; where a chat came from and who gave it its title; uploads that no message holds yet. */
export const order = (): Migration => ({
  async up(db) {
    await db.schema
      .createTable('folders')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute()

    const sessions = () => db.schema.alterTable('sessions')
    await sessions()
      .addColumn('folder_id', 'text', (column) => column.references('folders.id').onDelete('set null'))
      .execute()
    for (const column of ['pinned_at', 'archived_at', 'trashed_at', 'forked_from', 'source']) await sessions().addColumn(column, 'text').execute()
    // A title that is there may be the person's: it stays as it is.
    await sessions()
      .addColumn('titled_by', 'text', (column) => column.notNull().defaultTo('person'))
      .execute()
    await db.updateTable('sessions').set({ titled_by: 'rule' }).where('title', '=', 'New chat').execute()

    const index = (name: string) => db.schema.createIndex(name).on('sessions')
    await index('sessions_open')
      .columns(['updated_at', 'id'])
      .where(sql.ref('archived_at'), 'is', null)
      .where(sql.ref('trashed_at'), 'is', null)
      .execute()
    await index('sessions_archived')
      .columns(['updated_at', 'id'])
      .where(sql.ref('archived_at'), 'is not', null)
      .where(sql.ref('trashed_at'), 'is', null)
      .execute()
    await index('sessions_in_trash').columns(['trashed_at', 'id']).where('trashed_at', 'is not', null).execute()
    await index('sessions_in_folder').columns(['folder_id', 'updated_at']).where('folder_id', 'is not', null).execute()
    await index('sessions_pinned').columns(['updated_at', 'id']).where(sql.ref('pinned_at'), 'is not', null).execute()
    await index('sessions_by_source').column('source').where('source', 'is not', null).execute()

    await db.schema.createIndex('messages_in_order').on('messages').columns(['session_id', 'seq']).execute()
    await db.schema.createIndex('runs_roots_by_time').on('runs').column('created_at').where(sql.ref('parent_id'), 'is', null).execute()

    await db.schema.alterTable('artifacts').addColumn('pending_until', 'text').execute()
    await db.schema.createIndex('artifacts_pending').on('artifacts').column('pending_until').where('pending_until', 'is not', null).execute()
  },
})
