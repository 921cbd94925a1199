import type { Migration } from 'kysely/migration'
import type { StorageDialect } from '../dialect.ts'
import { chats } from './0001-chats.ts'
import { runs } from './0002-runs.ts'
import { search } from './0003-search.ts'
import { order } from './0004-order.ts'

/** All migrations by name, in the order they are applied. What has shipped is never edited: the next change is the next number. */
export const migrations = (dialect: StorageDialect): Record<string, Migration> => ({
  '0001-chats': chats(dialect),
  '0002-runs': runs(dialect),
  '0003-search': search(dialect),
  '0004-order': order(),
})
