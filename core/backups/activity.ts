import type { BackupActivity } from '../contract/backups.ts'
import { Fault } from '../contract/faults.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'

/** How often progress is told, at most. */
const tellEveryMs = 200

const names: Record<BackupActivity['what'], string> = { backup: 'A backup', check: 'A look into a backup', restore: 'A restore', reset: 'A reset' }

/** What the work itself is given: it obeys the signal, tells how far it is, and says when there is no way back. */
export type Doing = { signal: AbortSignal; progress: (doneBytes: number, totalBytes: number) => void; decided: () => void }

/** The one thing that is done with backups at a time, how far it is, and the way to stop it. */
export function createActivity({ clock, onChange }: { clock: Clock; onChange: () => void }) {
  let current: { shown: BackupActivity; stop: AbortController; ended: Promise<void> } | null = null
  let toldMs = 0
  return {
    current: () => current?.shown ?? null,
    /** Resolves once nothing is under way. */
    ended: async () => current?.ended,
    /** Throws BACKUP_BUSY when something is under way. `progress` is told now and then; `decided` takes the way to stop away, or throws CANCELLED when it was used already. */
    async during<T>(what: BackupActivity['what'], work: (doing: Doing) => Promise<T>): Promise<T> {
      if (current) throw new Fault('BACKUP_BUSY', { what: names[current.shown.what] })
      const stop = new AbortController()
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      const own = { shown: { what, startedAt: isoNow(clock), doneBytes: 0, totalBytes: 0, canStop: true }, stop, ended }
      current = own
      onChange()
      try {
        return await work({
          signal: stop.signal,
          progress(doneBytes, totalBytes) {
            own.shown = { ...own.shown, doneBytes, totalBytes }
            if (clock.now() - toldMs < tellEveryMs) return
            toldMs = clock.now()
            onChange()
          },
          decided() {
            if (stop.signal.aborted) throw new Fault('CANCELLED', { name: names[what] })
            own.shown = { ...own.shown, canStop: false }
            onChange()
          },
        })
      } finally {
        current = null
        end()
        onChange()
      }
    },
    stop(): boolean {
      if (!current?.shown.canStop) return false
      current.stop.abort()
      return true
    },
  }
}
