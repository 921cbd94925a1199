import { expect, test } from 'vitest'
import { dropped, mainThreadTasks, over } from './frames.ts'

const task = (pid: number, tid: number, cpuMs: number, ms = cpuMs) => ({
  ...{ name: 'ThreadControllerImpl::RunTask', ph: 'X', pid, tid, dur: ms * 1_000, tdur: cpuMs * 1_000 },
})
const named = (pid: number, tid: number, name: string) => ({ name: 'thread_name', ph: 'M', pid, tid, args: { name } })

test('the tasks of the page are those of the busiest main thread, by processor time, without the very short', () => {
  const traceEvents = [
    ...[task(1, 1, 30, 400), task(1, 2, 90), task(1, 1, 0.2), task(2, 1, 5), { ...task(1, 1, 70), name: 'Layout' }],
    ...[named(1, 1, 'CrRendererMain'), named(1, 2, 'Compositor'), named(2, 1, 'CrRendererMain')],
  ]
  expect(mainThreadTasks({ traceEvents })).toEqual([30])
})

test('where a system tells no processor time the clock counts, and a trace without a page has no tasks', () => {
  const { tdur: _, ...byClock } = task(1, 1, 12)
  expect(mainThreadTasks({ traceEvents: [byClock, named(1, 1, 'CrRendererMain')] })).toEqual([12])
  expect(mainThreadTasks({ traceEvents: [] })).toEqual([])
})

test('a late frame has dropped as many as the display would have shown meanwhile', () => {
  expect(dropped({ deltas: [16.7, 16.6, 17.9, 33.3, 50.1], tasks: [] })).toBe(3)
})

test('frames over a limit are counted', () => {
  expect(over({ deltas: [16, 50, 51, 120], tasks: [] }, 50)).toBe(2)
})
