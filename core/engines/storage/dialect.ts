import type { ColumnDefinitionBuilder, CompiledQuery, Kysely, RawBuilder } from 'kysely'
import type { SearchHit } from './port.ts'
import type { Tables } from './schema.ts'

/** All that differs between databases. Everything else in this folder is written once, as Kysely queries. */
export type StorageDialect = {
  /** The type and constraints of `seq`: a primary key that the database counts up. */
  serial: { type: 'integer' | 'bigint'; column: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder }
  /** The number under `key` of the object in a JSON column. */
  jsonNumber(column: string, key: string): RawBuilder<number>
  search: {
    /** Creates the index over `messages.search_text` and whatever keeps it in step with inserts, updates and deletes. */
    createIndex(db: Kysely<unknown>): Promise<void>
    /** A message's text as `messages.search_text` holds it. */
    indexable(text: string): string
    /** The query for a person's words, best match first, without chats in the trash; null when they hold nothing that could be found. */
    find(words: string, options: { sessionId: string | null; limit: number }): CompiledQuery<SearchRow> | null
    /** The text between the marks as a person should see it. */
    presentable(snippet: string): string
  }
}

/** A search hit as its query returns it. */
export type SearchRow = {
  session_id: string
  id: string
  role: SearchHit['role']
  snippet: string
  created_at: string
  title: string
}

/** Where a store's queries run: on the whole database, or inside one open transaction. */
export type Queries = {
  run<Row>(query: CompiledQuery<Row>): Promise<{ rows: Row[]; changed: number }>
  /** All of them or none, in order. */
  atomic(queries: readonly CompiledQuery<unknown>[]): Promise<void>
  /** Called once what was run so far is committed or rolled back: at once outside a transaction. */
  onSettled(callback: () => void): void
}

/** Builds queries for the dialect; the stores never execute with it, that is what `Queries` is for. */
export type QueryBuilder = Kysely<Tables>
