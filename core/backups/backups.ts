import { rm, stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import type { BackupSettings } from '../contract/backup-settings.ts'
import type { AppliedChange, Backup, BackupContent, BackupProblem, BackupWhy, ResetPart } from '../contract/backups.ts'
import { resetPart } from '../contract/backups.ts'
import { Fault } from '../contract/faults.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { createActivity, type Doing } from './activity.ts'
import { isBackupName, listBackupFiles, pruneBackups, removeHalfBackups } from './backup-files.ts'
import { bytesOf } from './parts.ts'
import { clearPending, decide, isPending, type Plan } from './pending-change.ts'
import { openArchive } from './read-archive.ts'
import { pathsToReset, weigh } from './reset-paths.ts'
import { stageRestore, unusable } from './stage-restore.ts'
import { type PersonsStorage, surveyParts, takeBackup } from './take-backup.ts'

const everyMs = { day: 24 * 60 * 60_000, week: 7 * 24 * 60 * 60_000 }
/** The answer to who asked for a restore is sent before the workstation starts again. */
const restartAfterMs = 400

type Options = {
  dataFolder: string
  folders: { backups: string; pending: string }
  storage: PersonsStorage
  settings: () => BackupSettings
  version: string
  /** What was carried out before this start. */
  applied: AppliedChange | null
  /** Starts the workstation again; null where it cannot: a change is then carried out when it ends. */
  restart: (() => void) | null
  onChange: () => void
  clock: Clock
  logger: Logger
}

/**
 * Backups of everything that is a person's, restores and resets. One thing at a time. A restore or reset is prepared beside what is in force,
 * decided by one file, and carried out while nothing is open, see `pending-change.ts`.
 */
export function createBackups(options: Options) {
  const { dataFolder, folders, storage, settings, clock, logger } = options
  const activity = createActivity({ clock, onChange: options.onChange })
  let scheduleProblem: string | null = null

  const folder = (): string => {
    const chosen = settings().folder
    if (chosen === undefined) return folders.backups
    if (!isAbsolute(chosen)) throw new Fault('BAD_INPUT', { detail: `The folder of backups has to be an absolute path; the settings say ${chosen}.` })
    return chosen
  }
  const take = (why: BackupWhy, signal: AbortSignal, onProgress: (doneBytes: number, totalBytes: number) => void): Promise<Backup> =>
    takeBackup({ dataFolder, folder: folder(), storage, why, at: isoNow(clock), version: options.version, signal, onProgress })
  const prune = (spared: readonly string[]) =>
    pruneBackups(folder(), settings().keep, spared).catch((error: unknown) => logger.warn('old backups could not be removed', { error }))

  function make(why: BackupWhy): Promise<Backup> {
    return activity.during('backup', async ({ signal, progress }) => {
      const made = await take(why, signal, progress)
      if (why !== 'by-hand') await prune([made.name])
      return made
    })
  }

  /** Nothing can be prepared while something decided waits to be carried out. */
  function requireNothingDecided(): void {
    if (isPending(folders.pending)) throw new Fault('BACKUP_BUSY', { what: 'A restore or reset that takes effect at the next start' })
  }
  function carryOut(): 'restart' | 'end' {
    const { restart } = options
    if (!restart) return 'end'
    setTimeout(restart, restartAfterMs).unref()
    return 'restart'
  }

  function nextAt(backups: readonly Backup[]): string | null {
    const { every } = settings()
    if (every === 'never') return null
    // One from the future was made by a clock that was wrong.
    const last = backups.find(({ createdAt }) => Date.parse(createdAt) <= clock.now())
    return last ? new Date(Math.max(clock.now(), Date.parse(last.createdAt) + everyMs[every])).toISOString() : isoNow(clock)
  }

  return {
    backups: {
      async list() {
        const place = folder()
        const backups = await listBackupFiles(place)
        return {
          ...{ folder: place, settings: settings(), backups, activity: activity.current(), nextAt: nextAt(backups) },
          ...{ problem: scheduleProblem, applied: options.applied },
        }
      },
      create: () => make('by-hand'),
      stop: async () => ({ stopped: activity.stop() }),
      async remove({ name }: { name: string }) {
        if (!isBackupName(name)) throw new Fault('NOT_FOUND', { what: 'backup', name })
        const file = join(folder(), name)
        const wasThere = (await stat(file).catch(() => null)) !== null
        await rm(file, { force: true })
        options.onChange()
        return { removed: wasThere }
      },
      look: ({ file }: { file: string }) =>
        activity.during('check', async ({ signal, progress }) => {
          const now: BackupContent[] = (await surveyParts(dataFolder, storage)).contents
          const sizeBytes = (await stat(file).catch(() => null))?.size ?? 0
          const refused = (problem: BackupProblem) => ({ file, sizeBytes, problem, found: null, now })
          const archive = await openArchive(file, storage.schema)
          if ('problem' in archive) return refused(archive.problem)
          try {
            const { createdAt, why, version, platform, leftOut, contents, entries } = archive.manifest
            const totalBytes = bytesOf(entries)
            let doneBytes = 0
            const onBytes = (count: number) => {
              doneBytes += count
              progress(doneBytes, totalBytes)
            }
            const problem = await archive.readAll({ into: null, onBytes, signal })
            return { file, sizeBytes, problem, found: { createdAt, why, version, platform, leftOut, contents }, now }
          } catch (error) {
            if (signal.aborted) throw new Fault('CANCELLED', { name: 'The look into the backup' }, { cause: error })
            throw unusable(file, { kind: 'missing', detail: `It could not be read (${(error as Error).message}).`, where: null })
          } finally {
            archive.close()
          }
        }),
      restore: ({ file }: { file: string }) =>
        activity.during('restore', async (doing) => {
          requireNothingDecided()
          const { signal, progress } = doing
          const paths = await stageRestore({ file, dataFolder, pending: folders.pending, schema: storage.schema, signal, onProgress: progress })
          const safety = await decideSafely(doing, { kind: 'restore', of: basename(file) }, async () => paths)
          logger.info('a restore was decided', { backup: basename(file), safety: safety.name })
          return { safety, takesEffect: carryOut() }
        }),
    },
    reset: {
      async look() {
        const chats = (await surveyParts(dataFolder, storage)).contents.find(({ part }) => part === 'chats')
        const parts = await Promise.all(
          resetPart.options.map(async (part) => {
            const { count, sizeBytes } = await weigh(dataFolder, await pathsToReset(dataFolder, part))
            const isBackedUp = part !== 'models' && part !== 'everything'
            return { part, count: part === 'chats' ? (chats?.count ?? 0) : count, sizeBytes, isBackedUp }
          }),
        )
        return { dataFolder, parts }
      },
      apply: ({ parts }: { parts: ResetPart[] }) =>
        activity.during('reset', async (doing) => {
          requireNothingDecided()
          await clearPending(folders.pending)
          const safety = await decideSafely(doing, { kind: 'reset', of: null }, async () => {
            const paths = new Set((await Promise.all(parts.map((part) => pathsToReset(dataFolder, part)))).flat())
            return [...paths].map((path) => ({ path, isReplaced: false }))
          })
          logger.info('a reset was decided', { parts, safety: safety.name })
          return { safety, takesEffect: carryOut() }
        }),
    },
    /** Makes a backup when it is time for one. Never throws: what went wrong is told in the list. */
    async tick(): Promise<void> {
      try {
        const due = nextAt(await listBackupFiles(folder()))
        if (due === null || Date.parse(due) > clock.now() || activity.current()) return
        await make('scheduled')
        scheduleProblem = null
      } catch (error) {
        if (error instanceof Fault && error.code === 'CANCELLED') return
        scheduleProblem = (error as Error).message
        logger.warn('a backup was not made', { error })
        options.onChange()
      }
    },
    /** Removes what a kill left of half a backup. Never throws: where it cannot, as on a disk that may only be read, the workstation starts all the same. */
    async tidy(): Promise<void> {
      try {
        await removeHalfBackups(folder())
      } catch (error) {
        logger.warn('half backups could not be removed', { error })
      }
    },
    /** Stops what is under way and waits until nothing of it is left open. */
    async close(): Promise<void> {
      activity.stop()
      await activity.ended()
    },
  }

  /** Backs up what is here, then decides the change. Nothing of it is left when either fails or is stopped before. */
  async function decideSafely(
    { signal, progress, decided }: Doing,
    { kind, of }: Pick<AppliedChange, 'kind' | 'of'>,
    pathsOf: () => Promise<Plan['paths']>,
  ): Promise<Backup> {
    try {
      const safety = await take(`before-${kind}`, signal, progress)
      await prune(of === null ? [safety.name] : [safety.name, of])
      const paths = await pathsOf()
      decided()
      await decide(folders.pending, { change: { kind, at: isoNow(clock), of, safety: safety.name }, paths })
      return safety
    } catch (error) {
      if (!isPending(folders.pending)) await clearPending(folders.pending)
      throw error
    }
  }
}
