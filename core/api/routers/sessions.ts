import { Fault } from '../../contract/faults.ts'
import type { TurnEvent } from '../../contract/runs.ts'
import type { RunId } from '../../kernel/ids.ts'
import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'
import { toStream } from '../streams.ts'

/** A turn, and the last event of it that the reader has. */
type Place = { runId: RunId; after: number }

export function sessionsRouter({ sessions: os }: Implementer, { sessions, turns, runs }: Pick<CoreParts, 'sessions' | 'turns' | 'runs'>) {
  return os.router({
    list: os.list.handler(({ input }) => sessions.list(input)),
    create: os.create.handler(({ input }) => sessions.create(input)),
    get: os.get.handler(({ input }) => sessions.get(input.id)),
    update: os.update.handler(({ input }) => sessions.update(input)),
    remove: os.remove.handler(async ({ input }) => ({ removed: await sessions.remove(input.id) })),
    history: os.history.handler(({ input }) => sessions.history(input)),
    outline: os.outline.handler(({ input }) => sessions.outline(input)),
    state: os.state.handler(({ input }) => sessions.state(input.id)),
    submit: os.submit.handler(({ input: { approve, ...message } }) => turns.submit({ ...message, isApproved: approve })),
    send: os.send.handler(async ({ input: { approve, ...message }, signal, lastEventId }) => {
      const place: Place = lastEventId
        ? await resumedTurn(lastEventId, message.id)
        : { ...(await turns.submit({ ...message, isApproved: approve })), after: 0 }
      let lastSeq = place.after
      const idOf = (event: TurnEvent) => {
        if ('seq' in event) lastSeq = event.seq
        return `${place.runId}:${lastSeq}`
      }
      return toStream((ended) => turns.follow(place.runId, place.after, ended), signal, idOf)
    }),
    retry: os.retry.handler(({ input }) => turns.retry(input)),
    compare: os.compare.handler(({ input }) => turns.compare(input)),
    versions: os.versions.handler(({ input }) => sessions.versions(input)),
    stop: os.stop.handler(async ({ input }) => ({ stopped: await turns.stop(input.id, input.runId) })),
    selectBranch: os.selectBranch.handler(({ input }) => sessions.selectBranch(input)),
    search: os.search.handler(({ input }) => sessions.search(input)),
    export: os.export.handler(({ input }) => sessions.export(input)),
    fork: os.fork.handler(({ input }) => sessions.fork(input)),
    bulk: os.bulk.handler(({ input }) => sessions.bulk(input)),
    emptyTrash: os.emptyTrash.handler(({ input }) => sessions.emptyTrash(input)),
    folders: os.folders.handler(({ input }) => sessions.folders(input)),
    createFolder: os.createFolder.handler(({ input }) => sessions.createFolder(input)),
    renameFolder: os.renameFolder.handler(({ input }) => sessions.renameFolder(input)),
    removeFolder: os.removeFolder.handler(({ input }) => sessions.removeFolder(input)),
    attach: os.attach.handler(({ input }) => sessions.attach(input)),
    attachPiece: os.attachPiece.handler(({ input }) => sessions.attachPiece(input)),
    attachment: os.attachment.handler(({ input }) => sessions.attachment(input)),
    findFiles: os.findFiles.handler(({ input }) => sessions.findFiles(input)),
    readFile: os.readFile.handler(({ input }) => sessions.readFile(input)),
    openFile: os.openFile.handler(({ input }) => sessions.openFile(input)),
    previewImport: os.previewImport.handler(({ input, signal }) => sessions.previewImport(input, signal)),
    import: os.import.handler(({ input, signal }) => sessions.import(input, signal)),
    totals: os.totals.handler(({ input }) => sessions.totals(input)),
    totalsByDay: os.totalsByDay.handler(({ input }) => sessions.totalsByDay(input)),
  })

  /** Where a dropped stream goes on, by the id `<runId>:<seq>` of its last event. The message was sent already: it is not sent again. */
  async function resumedTurn(lastEventId: string, sessionId: string): Promise<Place> {
    const [, id, seq] = /^(run_[0-9a-f]{32}):(\d{1,15})$/.exec(lastEventId) ?? []
    if (!id) throw new Fault('BAD_INPUT', { detail: 'The last event id is not one of this stream.' })
    const { run } = await runs.get(id as RunId)
    if (run.sessionId !== sessionId) throw new Fault('NOT_FOUND', { what: 'turn of this chat', name: id })
    return { runId: run.id, after: Number(seq) }
  }
}
