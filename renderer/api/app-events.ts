import type { AppEvent } from '../../core/contract/system.ts'
import type { Api } from './client.ts'
import { isFinal } from './connection.ts'

type Listener = (event: AppEvent) => void

/** Follows what the core says has changed, over reconnects. After each gap listeners get a `resync`, since events may have been missed. */
export function followAppEvents({ client, connection }: Api, listener: Listener): () => void {
  const stop = new AbortController()
  const follow = async () => {
    for (let isFirst = true; !stop.signal.aborted; isFirst = false) {
      try {
        const events = await client.system.events({}, { signal: stop.signal })
        if (!isFirst) listener({ type: 'resync' })
        for await (const event of events) listener(event)
      } catch {
        // A lost connection comes back by itself; while it is away, calls wait for it.
        if (isFinal(connection.state())) return
      }
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
  void follow()
  return () => stop.abort()
}

/** Marks what an event is about as out of date. Messages have their own way, see features/chats/history.ts. */
export function refreshQueries({ queries, orpc }: Api, event: AppEvent): void {
  const refresh = (key: readonly unknown[]) => void queries.invalidateQueries({ queryKey: key })
  switch (event.type) {
    case 'folders.changed':
      refresh(orpc.sessions.key())
      return
    case 'session.changed':
    case 'session.removed':
      refresh(orpc.sessions.list.key())
      // They count their chats.
      refresh(orpc.sessions.folders.key())
      refresh(orpc.sessions.get.key({ input: { id: event.sessionId } }))
      return
    case 'turn.started':
    case 'turn.ended':
      refresh(orpc.sessions.list.key())
      refresh(orpc.sessions.get.key({ input: { id: event.sessionId } }))
      refresh(orpc.sessions.totals.key())
      refresh(orpc.runs.list.key())
      refresh(orpc.runs.get.key())
      refresh(orpc.system.overview.key())
      return
    case 'registry.changed':
      refresh(orpc.registry.key())
      refresh(orpc.system.doctor.key())
      // What is declared, and what its image has to be made of.
      refresh(orpc.relics.list.key())
      refresh(orpc.containers.image.key())
      return
    case 'containers.changed':
      refresh(orpc.containers.key())
      refresh(orpc.system.doctor.key())
      // An engine that came or went moves tools between tiers.
      refresh(orpc.registry.key())
      return
    case 'relics.changed':
      refresh(orpc.relics.key())
      return
    case 'settings.changed':
      refresh(orpc.settings.key())
      // Which model is the default of which role.
      refresh(orpc.models.key())
      refresh(orpc.containers.key())
      return
    case 'backups.changed':
      refresh(orpc.backups.key())
      return
    case 'models.changed':
      refresh(orpc.models.key())
      refresh(orpc.system.doctor.key())
      return
    case 'approvals.changed':
      refresh(orpc.safety.key())
      refresh(orpc.runs.list.key())
      // A chat says that it waits.
      refresh(orpc.sessions.list.key())
      refresh(orpc.sessions.get.key())
      return
    case 'resync':
      // Pages of messages are refreshed by the chat in view, not one by one from the start.
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'history' })
  }
}
