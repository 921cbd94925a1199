import { lstatSync } from 'node:fs'
import { basename, relative, sep } from 'node:path'
import { watch } from 'chokidar'
import type { Problem } from '../contract/registry.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Catalogue } from './catalogue.ts'
import { problemAt, startOfFile } from './finding.ts'
import { createPause } from './load/pause.ts'
import { isInside, type Root } from './load/place.ts'
import { linkProblem, scanFolder, stampOf } from './load/scan.ts'
import { isCandidateName, isSkippedName } from './load/skipped.ts'

/** A batch starts when nothing has happened for `quietMs`, or `patienceMs` after its first event: together well under the 150 ms promised. */
const quietMs = 25
const patienceMs = 80
/** How long a file must stay the same before it is believed to be broken or gone, rather than half-written or being replaced. */
const doubtMs = 60
/** A file that keeps changing and is never whole is believed after this long. */
const longestDoubtMs = 2_000

export type HotReload = { close(): Promise<void> }

/**
 * Watches the roots and keeps the catalogue up with them, in batches: `onBatch` is called after each. Events only say where to look; what counts is
 * what is on disk then. `exclusively` keeps batches apart from other changes of the catalogue.
 */
export function createHotReload(options: {
  roots: readonly Root[]
  catalogue: Catalogue
  /** What is wrong with folders and links, by path; kept up to date here. */
  folderProblems: Map<string, Problem>
  /** When the roots were read, in ms since the epoch by the file system's clock: what changed since is read again. */
  loadedSinceMs: number
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  logger: Logger
  onBatch: () => void
}): HotReload {
  const { roots, catalogue, folderProblems, logger } = options
  /** Paths to look at, and whether something is known to have happened there (true) or only might have. */
  const dirty = new Map<string, boolean>()
  const doubts = new Map<string, { stamp: string; sameSince: number; since: number; timer: NodeJS.Timeout }>()
  const timers = new Set<NodeJS.Timeout>()
  let firstEventAt = 0
  let batchTimer: NodeJS.Timeout | null = null
  let isClosed = false

  const later = (ms: number, work: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!isClosed) work()
    }, ms)
    timers.add(timer)
    return timer
  }
  const cancel = (timer: NodeJS.Timeout) => {
    clearTimeout(timer)
    timers.delete(timer)
  }

  const markDirty = (path: string, isNews = true) => {
    if (isClosed) return
    const now = performance.now()
    if (dirty.size === 0) firstEventAt = now
    dirty.set(path, isNews || dirty.get(path) === true)
    if (batchTimer) cancel(batchTimer)
    batchTimer = later(Math.max(0, Math.min(quietMs, firstEventAt + patienceMs - now)), () => {
      batchTimer = null
      void options.exclusively(runBatch).catch((error: unknown) => logger.error('Reading changed manifests failed.', { error: String(error) }))
    })
  }

  const runBatch = async () => {
    if (isClosed) return
    const paths = [...dirty]
    dirty.clear()
    const stamps = new Map<string, string>()
    let isChanged = false
    const saidBefore = JSON.stringify([...folderProblems.values()])
    const pause = createPause()
    for (const [path, isNews] of paths) {
      const wait = pause()
      if (wait) await wait
      const root = roots.find((one) => isInside(one.path, path))
      if (!root) continue
      stamps.set(path, stampText(path))
      if (await look(path, root, isNews, pause)) isChanged = true
    }
    if (isClosed) return
    const isSettledAnew = isChanged && catalogue.settle()
    if (isSettledAnew || JSON.stringify([...folderProblems.values()]) !== saidBefore) options.onBatch()
    // Two writes in quick succession can arrive as one event that was sent before the second.
    later(doubtMs, () => {
      for (const [path, stamp] of stamps) if (!doubts.has(path) && stampText(path) !== stamp) markDirty(path)
    })
  }

  /** Reads what is at `path` now. True when the catalogue took something from it. */
  const look = async (path: string, root: Root, isNews: boolean, pause: () => Promise<void> | undefined): Promise<boolean> => {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    const isSure = isBelieved(path)
    const outcomes: string[] = []
    folderProblems.delete(path)
    if (stat?.isDirectory()) {
      const scan = await scanFolder(path, root.path, pause)
      for (const problem of scan.problems) folderProblems.set(problem.file, problem)
      // Each file is its own case: the ones that are not whole yet are looked at again by themselves.
      for (const file of scan.candidates) {
        const outcome = catalogue.take(file.path, root, file, { isSure: false })
        if (outcome === 'unsure') doubt(file.path)
        outcomes.push(outcome === 'unsure' ? 'same' : outcome)
      }
      outcomes.push(catalogue.refresh(path, { isSure, isNews }))
    } else if (stat?.isFile()) {
      if (isCandidateName(basename(path))) outcomes.push(catalogue.take(path, root, stampOf(path), { isSure }))
      outcomes.push(catalogue.refresh(path, { isSure, isNews }))
    } else if (stat?.isSymbolicLink()) {
      const problem = linkProblem(path, root.path)
      if (problem) folderProblems.set(path, problem)
      outcomes.push(catalogue.take(path, root, null, { isSure }), catalogue.refresh(path, { isSure, isNews }))
    } else {
      for (const known of [...catalogue.entries.keys()]) if (isInside(path, known)) outcomes.push(catalogue.take(known, root, null, { isSure }))
      for (const known of [...folderProblems.keys()]) if (isInside(path, known)) folderProblems.delete(known)
      outcomes.push(catalogue.refresh(path, { isSure, isNews }))
    }
    if (outcomes.includes('unsure')) doubt(path)
    else doubts.delete(path)
    return outcomes.includes('taken')
  }

  /** Whether the file has been the same for long enough to take a bad state of it for what is meant. */
  const isBelieved = (path: string): boolean => {
    const held = doubts.get(path)
    if (!held) return false
    const now = performance.now()
    // A timer may fire a little early.
    return (held.stamp === stampText(path) && now - held.sameSince >= doubtMs - 5) || now - held.since > longestDoubtMs
  }
  const doubt = (path: string) => {
    const held = doubts.get(path)
    const now = performance.now()
    const stamp = stampText(path)
    if (held) cancel(held.timer)
    const timer = later(doubtMs, () => markDirty(path))
    doubts.set(path, { stamp, sameSince: held?.stamp === stamp ? held.sameSince : now, since: held?.since ?? now, timer })
  }

  const watcher = watch(
    roots.map((root) => root.path),
    {
      followSymlinks: false,
      // Replaced files are settled by `doubts`, which is faster than waiting for every unlink.
      atomic: false,
      ignorePermissionErrors: true,
      alwaysStat: true,
      ignored: (path) => {
        const root = roots.find((one) => isInside(one.path, path))
        return (
          root !== undefined &&
          relative(root.path, path)
            .split(sep)
            .some((name) => name !== '' && isSkippedName(name))
        )
      },
    },
  )
  let isReady = false
  watcher.on('all', (_event, path, stats) => {
    // Before it is ready it tells about everything there is; only what changed since the load is news.
    if (!isReady && stats && stats.ctimeMs < options.loadedSinceMs) return
    markDirty(path, isReady)
  })
  watcher.on('ready', () => {
    isReady = true
    for (const [path, entry] of catalogue.entries) if (stampOf(path)?.stamp !== entry.stamp) markDirty(path)
    for (const root of roots)
      if (folderProblems.get(root.path)?.code === 'missing-root' && lstatSync(root.path, { throwIfNoEntry: false })) markDirty(root.path)
  })
  watcher.on('error', (error) => {
    logger.warn('Watching manifests failed.', { error: String(error) })
    const root = roots[0]
    if (!root) return
    const message = `Changes in the manifest folders may go unnoticed: ${error instanceof Error ? error.message : String(error)}.`
    folderProblems.set(
      root.path,
      problemAt(root.path, startOfFile, {
        code: 'cannot-watch',
        message,
        suggestion: 'Read them again by hand after a change.',
        severity: 'warning',
      }),
    )
  })

  return {
    async close() {
      isClosed = true
      for (const timer of timers) clearTimeout(timer)
      await watcher.close()
    },
  }
}

function stampText(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) return 'gone'
  return stat.isDirectory() ? 'folder' : `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`
}
