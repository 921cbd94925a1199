import { type RawBuilder, sql } from 'kysely'
import type { QueryBuilder, SearchRow, StorageDialect } from '../dialect.ts'
import { prepare } from '../prepared.ts'
import { indexable, marks, presentable, toFtsQuery } from './fts-words.ts'

/** How many words of a message a hit shows. */
const snippetWords = 24

/** What SQLite does its own way: counting primary keys, and FTS5 search. */
export function createSqliteDialect(db: QueryBuilder): StorageDialect {
  const compile = <Row>(query: RawBuilder<Row>) => ({ compile: () => query.compile(db) })
  // Made once for a query, from indices alone, and empty as a rule: the trash costs a search nothing, whatever it holds.
  const ofTrash = sql`(select seq from messages where session_id in (select id from sessions where trashed_at is not null))`
  // Best first and cut off inside FTS5, so that snippets are made and rows are fetched for the hits alone.
  const everywhere = prepare<{ match: string; limit: number }, SearchRow>((value) =>
    compile(sql<SearchRow>`
      select m.session_id, m.id, m.role, hit.snippet, m.created_at, s.title
      from (
        select rowid as seq, rank as score, snippet(message_search, 0, ${marks.open}, ${marks.close}, '…', ${snippetWords}) as snippet
        from message_search where message_search match ${value('match')} and rowid not in ${ofTrash}
        order by rank limit ${value('limit')}
      ) as hit
      cross join messages as m on m.seq = hit.seq
      cross join sessions as s on s.id = m.session_id
      order by hit.score`),
  )
  // A session's messages were mostly written together: the range of their numbers keeps FTS5 from ranking the whole history.
  const inSession = prepare<{ match: string; limit: number; sessionId: string }, SearchRow>((value) =>
    compile(sql<SearchRow>`
      select m.session_id, m.id, m.role, hit.snippet, m.created_at, s.title
      from (
        select f.rowid as seq, f.rank as score, snippet(message_search, 0, ${marks.open}, ${marks.close}, '…', ${snippetWords}) as snippet
        from message_search as f cross join messages as own on own.seq = f.rowid
        where f.message_search match ${value('match')}
          and f.rowid >= (select min(seq) from messages where session_id = ${value('sessionId')})
          and f.rowid <= (select max(seq) from messages where session_id = ${value('sessionId')})
          and own.session_id = ${value('sessionId')}
        order by f.rank limit ${value('limit')}
      ) as hit
      cross join messages as m on m.seq = hit.seq
      cross join sessions as s on s.id = m.session_id
      where s.trashed_at is null
      order by hit.score`),
  )
  return {
    serial: { type: 'integer', column: (column) => column.primaryKey().notNull() },
    jsonNumber: (column, key) => sql<number>`json_extract(${sql.ref(column)}, ${sql.lit(`$.${key}`)})`,
    search: {
      async createIndex(db) {
        // The index keeps no text of its own: it reads messages.search_text, and these triggers keep it in step, cascades included.
        await sql`create virtual table message_search using fts5 (
          search_text, content = 'messages', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2')`.execute(db)
        await sql`create trigger message_search_insert after insert on messages begin
          insert into message_search (rowid, search_text) values (new.seq, new.search_text);
        end`.execute(db)
        await sql`create trigger message_search_delete after delete on messages begin
          insert into message_search (message_search, rowid, search_text) values ('delete', old.seq, old.search_text);
        end`.execute(db)
        await sql`create trigger message_search_update after update of search_text on messages when old.search_text <> new.search_text begin
          insert into message_search (message_search, rowid, search_text) values ('delete', old.seq, old.search_text);
          insert into message_search (rowid, search_text) values (new.seq, new.search_text);
        end`.execute(db)
        await sql`insert into message_search (message_search) values ('rebuild')`.execute(db)
      },
      indexable,
      presentable,
      find(words, { sessionId, limit }) {
        const match = toFtsQuery(words)
        if (match === null) return null
        return sessionId === null ? everywhere({ match, limit }) : inSession({ match, limit, sessionId })
      },
    },
  }
}
