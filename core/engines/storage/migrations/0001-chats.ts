import type { Migration } from 'kysely/migration'
import type { StorageDialect } from '../dialect.ts'

/** Sessions with what is said and kept in them, metrics, the cache, and what the person allowed. */
export const chats = ({ serial }: StorageDialect): Migration => ({
  async up(db) {
    await db.schema
      .createTable('sessions')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('agent', 'text', (column) => column.notNull())
      .addColumn('model', 'text')
      .addColumn('head_id', 'text')
      .addColumn('active_run_id', 'text')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('message_count', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('sessions_by_use').on('sessions').columns(['updated_at', 'id']).execute()

    // Short columns first: a walk up the tree then never touches the pages that long texts spill into.
    await db.schema
      .createTable('messages')
      .addColumn('seq', serial.type, serial.column)
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
      .addColumn('parent_id', 'text')
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('model', 'text')
      .addColumn('error', 'text')
      .addColumn('usage', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('finished_at', 'text')
      .addColumn('parts', 'text', (column) => column.notNull())
      .addColumn('search_text', 'text', (column) => column.notNull())
      .addUniqueConstraint('messages_of_session', ['session_id', 'id'])
      // A parent of the same session. No cascade: it would recurse as deep as the chat is long, and the session's own cascade is enough.
      .addForeignKeyConstraint('messages_parent', ['session_id', 'parent_id'], 'messages', ['session_id', 'id'])
      .execute()
    await db.schema.createIndex('messages_by_parent').on('messages').columns(['session_id', 'parent_id']).execute()
    await db.schema.createIndex('messages_streaming').on('messages').columns(['status', 'seq']).where('status', '=', 'streaming').execute()
    await db.schema.createIndex('messages_by_run').on('messages').column('run_id').where('run_id', 'is not', null).execute()

    await db.schema
      .createTable('state')
      .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('state_key', ['session_id', 'key'])
      .execute()

    await db.schema
      .createTable('metrics')
      .addColumn('seq', serial.type, serial.column)
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'double precision', (column) => column.notNull())
      .addColumn('unit', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('session_id', 'text', (column) => column.references('sessions.id').onDelete('cascade'))
      .addColumn('run_id', 'text')
      .addColumn('labels', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('metrics_by_name').on('metrics').columns(['name', 'at']).execute()
    await db.schema.createIndex('metrics_by_session').on('metrics').column('session_id').where('session_id', 'is not', null).execute()

    await db.schema
      .createTable('cache')
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('cache_by_expiry').on('cache').column('expires_at').execute()

    await db.schema
      .createTable('grants')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('tool', 'text', (column) => column.notNull())
      .addColumn('rights_hash', 'text', (column) => column.notNull())
      .addColumn('pattern', 'text', (column) => column.notNull())
      .addColumn('session_id', 'text', (column) => column.references('sessions.id').onDelete('cascade'))
      .addColumn('granted_at', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('grants_by_session').on('grants').column('session_id').where('session_id', 'is not', null).execute()

    await db.schema
      .createTable('trust')
      .addColumn('tool', 'text', (column) => column.primaryKey().notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .execute()
  },
})
