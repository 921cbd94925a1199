import { sql } from 'kysely'
import type { ArtifactId } from '../../../kernel/ids.ts'
import type { ArtifactFiles } from '../artifact-files.ts'
import type { Queries, QueryBuilder } from '../dialect.ts'
import type { ArtifactRow, ArtifactStore } from '../port.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'

type Row = Tables['artifacts']

const fromRow = (row: Row): ArtifactRow => ({
  id: row.id as ArtifactId,
  sessionId: row.session_id as ArtifactRow['sessionId'],
  name: row.name,
  mediaType: row.media_type,
  sha256: row.sha256,
  sizeBytes: Number(row.size_bytes),
  createdAt: row.created_at,
})

export function prepareArtifacts(db: QueryBuilder, files: ArtifactFiles): (on: Queries) => ArtifactStore {
  const insert = prepare<Row>((value) =>
    db.insertInto('artifacts').values({
      id: value('id'),
      session_id: value('session_id'),
      run_id: value('run_id'),
      name: value('name'),
      media_type: value('media_type'),
      sha256: value('sha256'),
      size_bytes: value('size_bytes'),
      created_at: value('created_at'),
      pending_until: value('pending_until'),
    }),
  )
  const columns = ['id', 'session_id', 'run_id', 'name', 'media_type', 'sha256', 'size_bytes', 'created_at', 'pending_until'] as const
  const copy = prepare<{ from: string; id: string; sessionId: string; createdAt: string }>((value) =>
    db
      .insertInto('artifacts')
      .columns(columns)
      .expression((eb) =>
        eb
          .selectFrom('artifacts')
          .select([
            sql<string>`${value('id')}`.as('id'),
            sql<string>`${value('sessionId')}`.as('session_id'),
            sql<null>`null`.as('run_id'),
            ...(['name', 'media_type', 'sha256', 'size_bytes'] as const),
            sql<string>`${value('createdAt')}`.as('created_at'),
            sql<null>`null`.as('pending_until'),
          ])
          .where('id', '=', value('from')),
      ),
  )
  const keep = prepare<{ id: string }>((value) => db.updateTable('artifacts').set({ pending_until: sql<null>`null` }).where('id', '=', value('id')))
  const removePending = prepare<{ now: string }>((value) =>
    db.deleteFrom('artifacts').where('pending_until', 'is not', null).where('pending_until', '<=', value('now')),
  )
  const byId = prepare<{ id: string }, Row>((value) => db.selectFrom('artifacts').selectAll().where('id', '=', value('id')))
  const ofSession = prepare<{ sessionId: string }, Row>((value) =>
    db.selectFrom('artifacts').selectAll().where('session_id', '=', value('sessionId')).orderBy('created_at').orderBy('id'),
  )
  const kept = prepare<object, { sha256: string }>(() => db.selectFrom('artifacts').select('sha256').distinct())

  return (on) => ({
    async put({ id, sessionId, runId, name, mediaType, bytes, createdAt, pendingUntil }) {
      const { sha256, release } = await files.write(bytes)
      try {
        const sizeBytes = bytes.byteLength
        const row: Row = {
          id,
          session_id: sessionId,
          run_id: runId,
          name,
          media_type: mediaType,
          sha256,
          size_bytes: sizeBytes,
          created_at: createdAt,
          pending_until: pendingUntil ?? null,
        }
        await on.run(insert(row))
        return { sha256, sizeBytes }
      } finally {
        on.onSettled(release)
      }
    },
    async read(id) {
      const [row] = (await on.run(byId({ id }))).rows
      if (!row) return null
      return { name: row.name, mediaType: row.media_type, sha256: row.sha256, bytes: await files.read(row.sha256) }
    },
    async list(sessionId) {
      return (await on.run(ofSession({ sessionId }))).rows.map(fromRow)
    },
    async get(id) {
      const [row] = (await on.run(byId({ id }))).rows
      return row ? fromRow(row) : null
    },
    async copy(id, to) {
      return (await on.run(copy({ from: id, ...to }))).changed > 0
    },
    async keep(id) {
      await on.run(keep({ id }))
    },
    async removePending(now) {
      return (await on.run(removePending({ now }))).changed
    },
    sweep: () => files.sweep(async () => new Set((await on.run(kept({}))).rows.map((row) => row.sha256))),
  })
}
