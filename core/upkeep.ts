import type { Storage } from './engines/storage/port.ts'
import { type Clock, isoNow } from './kernel/clock.ts'
import type { Logger } from './kernel/logger.ts'

/** How often expired cache rows and chats are swept, and the ages of the newest backups are looked at. */
const upkeepEveryMs = 10 * 60_000
/** A damaged database is restored from its newest copy, so this is the most that damage can cost. */
const copyEveryMs = 24 * 60 * 60_000
/** Up to this size a copy takes well under a second, so that closing may wait for it. */
const quickCopyBytes = 64 * 2 ** 20

type Options = {
  storage: Pick<Storage, 'cache' | 'backup'>
  /** Removes chats whose time in the trash is over. */
  sweepChats: () => Promise<unknown>
  /** Makes a backup of everything when it is time for one; null where nobody is to wait for that. */
  backUp: (() => Promise<unknown>) | null
  clock: Clock
  logger: Logger
  everyMs?: number
}

/** What a workstation does by itself, again and again. Each has a timer of its own, so that one that fails or takes long keeps no other from its turn. */
export function startUpkeep({ storage, sweepChats, backUp, clock, logger, everyMs = upkeepEveryMs }: Options) {
  const work: Record<string, () => Promise<unknown>> = {
    'sweeping the cache': () => storage.cache.sweep(isoNow(clock)),
    'sweeping chats': sweepChats,
    'copying the database': () => storage.backup({ unlessNewerThanMs: copyEveryMs }),
    ...(backUp ? { 'a backup': backUp } : {}),
  }
  const timers = Object.entries(work).map(([what, once]) =>
    setInterval(() => void once().catch((error: unknown) => logger.warn(`${what} failed`, { error })), everyMs).unref(),
  )
  return {
    stop(): void {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** At the end of a life, which may have been as short as a command's, and without any upkeep: copies a small database that has no fresh copy. */
export async function copyBeforeClosing(storage: Pick<Storage, 'status' | 'backup'>): Promise<void> {
  if ((await storage.status()).sizeBytes < quickCopyBytes) await storage.backup({ unlessNewerThanMs: copyEveryMs })
}
