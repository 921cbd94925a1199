import type { Migration } from 'kysely/migration'
import type { StorageDialect } from '../dialect.ts'

/** Full-text search over what was said; messages that are already there are indexed now. */
export const search = (dialect: StorageDialect): Migration => ({
  up: (db) => dialect.search.createIndex(db),
})
