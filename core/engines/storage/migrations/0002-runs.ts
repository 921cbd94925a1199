import type { Migration } from 'kysely/migration'
import type { StorageDialect } from '../dialect.ts'

/** Everything that happens: runs, their journals, and the files they leave. */
export const runs = ({ serial }: StorageDialect): Migration => ({
  async up(db) {
    await db.schema
      .createTable('runs')
      .addColumn('seq', serial.type, serial.column)
      .addColumn('id', 'text', (column) => column.notNull().unique())
      // Every run of a tree points at its root, so a tree goes with its root in one step, however deep it is.
      .addColumn('root_id', 'text', (column) => column.notNull().references('runs.id').onDelete('cascade'))
      .addColumn('parent_id', 'text')
      .addColumn('session_id', 'text', (column) => column.references('sessions.id').onDelete('cascade'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('digest', 'text')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('tier', 'text')
      .addColumn('error', 'text')
      .addColumn('usage', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text')
      .addColumn('finished_at', 'text')
      .addColumn('duration_ms', 'double precision')
      .addColumn('trace_id', 'text', (column) => column.notNull())
      .addColumn('input', 'text')
      .addColumn('output', 'text')
      .execute()
    await db.schema.createIndex('runs_by_root').on('runs').columns(['root_id', 'seq']).execute()
    await db.schema.createIndex('runs_by_session').on('runs').columns(['session_id', 'seq']).where('session_id', 'is not', null).execute()
    await db.schema.createIndex('runs_by_name').on('runs').columns(['kind', 'name', 'seq']).execute()
    await db.schema.createIndex('runs_roots').on('runs').columns(['parent_id', 'seq']).where('parent_id', 'is', null).execute()
    await db.schema
      .createIndex('runs_unfinished')
      .on('runs')
      .columns(['status', 'seq'])
      .where('status', 'in', ['queued', 'running', 'waiting'])
      .execute()

    await db.schema
      .createTable('journal')
      .addColumn('root_id', 'text', (column) => column.notNull().references('runs.id').onDelete('cascade'))
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('journal_place', ['root_id', 'seq'])
      .execute()

    await db.schema
      .createTable('artifacts')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('session_id', 'text', (column) => column.references('sessions.id').onDelete('cascade'))
      .addColumn('run_id', 'text', (column) => column.references('runs.id').onDelete('cascade'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('media_type', 'text', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addColumn('size_bytes', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('artifacts_by_session').on('artifacts').column('session_id').where('session_id', 'is not', null).execute()
    await db.schema.createIndex('artifacts_by_run').on('artifacts').column('run_id').where('run_id', 'is not', null).execute()
    await db.schema.createIndex('artifacts_by_content').on('artifacts').column('sha256').execute()
  },
})
