import type { ArtifactId } from '../../../kernel/ids.ts'
import type { ArtifactFiles } from '../artifact-files.ts'
import type { Queries, QueryBuilder } from '../dialect.ts'
import type { ArtifactStore } from '../port.ts'
import { prepare } from '../prepared.ts'
import type { Tables } from '../schema.ts'

type Row = Tables['artifacts']

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
    }),
  )
  const byId = prepare<{ id: string }, Row>((value) => db.selectFrom('artifacts').selectAll().where('id', '=', value('id')))
  const ofSession = prepare<{ sessionId: string }, Row>((value) =>
    db.selectFrom('artifacts').selectAll().where('session_id', '=', value('sessionId')).orderBy('created_at').orderBy('id'),
  )
  const kept = prepare<object, { sha256: string }>(() => db.selectFrom('artifacts').select('sha256').distinct())

  return (on) => ({
    async put({ id, sessionId, runId, name, mediaType, bytes, createdAt }) {
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
      return (await on.run(ofSession({ sessionId }))).rows.map((row) => ({
        id: row.id as ArtifactId,
        name: row.name,
        mediaType: row.media_type,
        sha256: row.sha256,
        sizeBytes: Number(row.size_bytes),
        createdAt: row.created_at,
      }))
    },
    sweep: () => files.sweep(async () => new Set((await on.run(kept({}))).rows.map((row) => row.sha256))),
  })
}
