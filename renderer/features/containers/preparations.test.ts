import { expect, test } from 'vitest'
import type { NewRunEvent, RunEvent, RunKind } from '../../../core/contract/runs.ts'
import { foldPreparation, preparationsOf } from './preparations.ts'

type Id = RunEvent['runId']
const id = (name: string) => `run_${name}` as Id
const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
const started = (kind: RunKind, name: string, parent: string | null): NewRunEvent => ({
  ...{ type: 'run.started', kind, name, parentId: parent === null ? null : id(parent) },
  ...{ input: {}, tier: null, deadlineMs: null },
})
const journal = (...events: [string, NewRunEvent][]): RunEvent[] =>
  events.map(
    ([run, event], index) =>
      ({ ...event, runId: id(run), rootId: id('top'), seq: index + 1, at: new Date(1_000 * (index + 1)).toISOString() }) as RunEvent,
  )

test('a build below a call prepares that call, with its own log and not that of the call', () => {
  const events = journal(
    ['top', started('tool', 'slugify', null)],
    ['build', started('build', 'tool/slugify', 'top')],
    ['build', { type: 'run.log', line: 'Step 1/4' }],
    ['top', { type: 'run.log', line: 'hello' }],
    ['build', { type: 'run.finished', output: null, usage, durationMs: 9 }],
  )
  expect(preparationsOf(events)).toMatchObject([
    { forRunId: 'run_top', kind: 'build', name: 'slugify', state: 'done', logs: ['Step 1/4'], startedAtMs: 2_000, endedAtMs: 5_000, error: null },
  ])
})

test('the build of a relic that a call starts prepares the call, not the relic; the call itself is none', () => {
  const events = journal(
    ['top', started('agent', 'keeper', null)],
    ['call', started('relic', 'kv_store.read', 'top')],
    ['start', started('relic', 'kv_store', 'call')],
    ['build', started('build', 'relic/kv_store', 'start')],
    ['build', { type: 'run.failed', error: { code: 'BUILD_FAILED', message: 'line 3' }, usage, durationMs: 1 }],
  )
  expect(preparationsOf(events).map((one) => [one.kind, one.name, one.forRunId, one.state])).toEqual([
    ['relic', 'kv_store', 'run_call', 'running'],
    ['build', 'kv_store', 'run_call', 'failed'],
  ])
  expect(preparationsOf(events)[1]?.error?.message).toBe('line 3')
})

test('a build that was asked for by itself prepares nothing, and only the last lines are kept', () => {
  expect(preparationsOf(journal(['top', started('build', 'tool/slugify', null)]))).toEqual([])
  const lines = Array.from({ length: 300 }, (_, index): [string, NewRunEvent] => ['build', { type: 'run.log', line: `${index}` }])
  const [build] = preparationsOf(journal(['build', started('build', 'tool/slugify', 'top')], ...lines))
  expect(build?.logs).toHaveLength(200)
  expect(build?.logs.at(-1)).toBe('299')
})

test('events of others change nothing', () => {
  const known = preparationsOf(journal(['build', started('build', 'tool/slugify', 'top')]))
  for (const event of journal(['other', { type: 'run.log', line: 'x' }], ['build', { type: 'run.notice', code: 'x', message: 'x' }]))
    expect(foldPreparation(known, event)).toBe(known)
})
