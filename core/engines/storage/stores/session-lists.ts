import { type CompiledQuery, sql } from 'kysely'
import type { QueryBuilder } from '../dialect.ts'
import { beingWritten, type SessionFilter, type SessionStore } from '../port.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'

type Row = Tables['sessions']
type Values = { folderId: string; agent: string; title: string; at: string; id: string; limit: number }
type Page = Parameters<SessionStore['list']>[0]

/** `%plan%berlin%`; what means something to LIKE is taken by its letter. */
const likeTitle = (words: string) => `%${words.trim().toLowerCase().replace(/[!%_]/g, '!$&').split(/\s+/).join('%')}%`

/** Lists and counts of chats by what they are filtered by: one text for each combination, compiled when it is first asked for. */
export function prepareSessionLists(db: QueryBuilder) {
  const lists = new Map<string, (values: Values) => CompiledQuery<Row>>()
  const counts = new Map<string, (values: Values) => CompiledQuery<{ count: number | string }>>()

  function where<Output>(
    query: ReturnType<typeof db.selectFrom<'sessions'>> & object,
    filter: SessionFilter,
    value: <Name extends keyof Values>(name: Name) => Values[Name],
  ) {
    let some = query
    const { show = 'open' } = filter
    if (show === 'unfinished') some = some.where('trashed_at', '=', sql.lit(beingWritten))
    else if (show === 'trash') some = some.where('trashed_at', 'is not', null).where('trashed_at', '<>', sql.lit(beingWritten))
    else some = some.where('trashed_at', 'is', null)
    if (show === 'open' || show === 'archived') some = some.where('archived_at', show === 'archived' ? 'is not' : 'is', null)
    if (filter.folderId === null) some = some.where('folder_id', 'is', null)
    else if (filter.folderId !== undefined) some = some.where('folder_id', '=', value('folderId'))
    if (filter.isPinned !== undefined) some = some.where('pinned_at', filter.isPinned ? 'is not' : 'is', null)
    if (filter.agent !== undefined) some = some.where('agent', '=', value('agent'))
    if (filter.title !== undefined) some = some.where(sql<boolean>`lower(title) like ${value('title')} escape '!'`)
    return some as typeof query & { __output?: Output }
  }
  const shape = ({ show = 'open', folderId, isPinned, agent, title }: SessionFilter) =>
    [show, folderId === undefined ? '' : folderId === null ? 'none' : 'folder', isPinned, agent !== undefined, title !== undefined].join()
  const valuesOf = (filter: SessionFilter, page?: Page): Values => ({
    ...{
      folderId: filter.folderId ?? '',
      agent: filter.agent ?? '',
      title: likeTitle(filter.title ?? ''),
      limit: page?.limit ?? 0,
      id: page?.before?.id ?? '',
    },
    at: (filter.show === 'trash' ? page?.before?.trashedAt : page?.before?.updatedAt) ?? '',
  })

  return {
    list(page: Page): CompiledQuery<Row> {
      const key = `${shape(page)},${page.before !== undefined}`
      let list = lists.get(key)
      if (!list) {
        const at = page.show === 'trash' ? 'trashed_at' : 'updated_at'
        list = prepare<Values, Row>((value) => {
          let query = where(db.selectFrom('sessions'), page, value).selectAll()
          if (page.before) query = query.where((row) => row(row.refTuple(at, 'id'), '<', row.tuple(value('at'), value('id'))))
          return query.orderBy(at, 'desc').orderBy('id', 'desc').limit(value('limit'))
        })
        lists.set(key, list)
      }
      return list(valuesOf(page, page))
    },
    count(filter: SessionFilter): CompiledQuery<{ count: number | string }> {
      const key = shape(filter)
      let count = counts.get(key)
      if (!count) {
        count = prepare<Values, { count: number | string }>((value) =>
          where(db.selectFrom('sessions'), filter, value).select((eb) => eb.fn.countAll().as('count')),
        )
        counts.set(key, count)
      }
      return count(valuesOf(filter))
    },
  }
}
