import type { Browser, Page } from 'playwright'
import { median, quantile } from './figure.ts'

declare global {
  interface Window {
    benchFrames: { deltas: number[]; tasks: number[]; stop(): void }
  }
}

/** Milliseconds from frame to frame, and of the tasks that held the page up for 50 or more. */
export type Frames = { deltas: number[]; tasks: number[] }

export async function startFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const deltas: number[] = []
    const tasks: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    })
    observer.observe({ type: 'longtask' })
    let last: number | null = null
    let isOver = false
    const onFrame = (now: number) => {
      if (isOver) return
      if (last !== null) deltas.push(now - last)
      last = now
      requestAnimationFrame(onFrame)
    }
    requestAnimationFrame(onFrame)
    window.benchFrames = {
      deltas,
      tasks,
      stop() {
        isOver = true
        for (const { duration } of observer.takeRecords()) tasks.push(duration)
        observer.disconnect()
      },
    }
  })
}

export const stopFrames = (page: Page): Promise<Frames> =>
  page.evaluate(() => {
    window.benchFrames.stop()
    const { deltas, tasks } = window.benchFrames
    return { deltas, tasks }
  })

/** What the page does when nothing happens on it: the floor of what can be measured on this machine at this moment. */
export async function idleFrames(page: Page, ms = 3_000): Promise<Frames> {
  await startFrames(page)
  await page.waitForTimeout(ms)
  return stopFrames(page)
}

const ms = (value: number) => `${Math.round(value * 10) / 10} ms`
export const over = (frames: Frames, limitMs: number): number => frames.deltas.filter((delta) => delta > limitMs).length
/** Pictures a display of 60 Hz had to do without: a frame that took as long as three has dropped two. */
export const dropped = ({ deltas }: Frames): number => deltas.reduce((sum, delta) => sum + Math.max(0, Math.round((delta * 60) / 1_000) - 1), 0)
export const longest = ({ deltas }: Frames): number => Math.max(0, ...deltas)

/** A page's frames in words, for the side of a figure. */
export const tellFrames = (frames: Frames): string =>
  `median ${ms(median(frames.deltas))}, 99 % under ${ms(quantile(frames.deltas, 0.99))}, longest ${ms(longest(frames))}`

export const tellTasks = (tasks: readonly number[]): string =>
  `${tasks.length} tasks of 1 ms or more: 99 % under ${ms(quantile(tasks, 0.99))}, ${tasks.filter((task) => task > 50).length} over 50 ms`

/** What the page itself costs: milliseconds of processor time that each task of its main thread took, those of a millisecond and more. */
export async function ownTasks(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel'] })
  await work()
  return mainThreadTasks(JSON.parse((await browser.stopTracing()).toString('utf8')))
}

type TraceEvent = { name: string; pid: number; tid: number; ph: string; dur?: number; tdur?: number; args?: { name?: string } }

/** From a trace of Chromium's: the tasks of the renderer's main thread, by the processor time they took (the clock counts where a system tells none). */
export function mainThreadTasks({ traceEvents }: { traceEvents: TraceEvent[] }): number[] {
  const threads = new Map<string, number[]>()
  const mains = new Set<string>()
  for (const { name, pid, tid, ph, dur, tdur, args } of traceEvents) {
    const thread = `${pid} ${tid}`
    if (name === 'thread_name' && args?.name === 'CrRendererMain') mains.add(thread)
    if (ph !== 'X' || !name.endsWith('RunTask')) continue
    const ms = (tdur ?? dur ?? 0) / 1_000
    if (ms < 1) continue
    const tasks = threads.get(thread)
    if (tasks) tasks.push(ms)
    else threads.set(thread, [ms])
  }
  const sum = (tasks: number[]) => tasks.reduce((total, ms) => total + ms, 0)
  // There may be a spare renderer that does nothing.
  return [...mains].map((thread) => threads.get(thread) ?? []).toSorted((a, b) => sum(b) - sum(a))[0] ?? []
}
