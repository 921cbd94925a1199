import { createInterface } from 'node:readline'
import type { ContainerSpec } from '../../../engines/containers/port.ts'
import { createFakeEngine, type FakeEngine } from '../../../engines/containers/testing/fake-engine.ts'
import type { Program } from '../../../engines/containers/testing/fake-process.ts'
import { newId, type SessionId } from '../../../kernel/ids.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createRelics, type Relics, type RelicsOptions } from '../relics.ts'
import type { RelicTiming } from '../timing.ts'
import { type Declared, declaredManifests } from './manifests.ts'

export type Asked = { id: number; url?: string; method?: string; body?: string; host?: string; port?: number; timeoutMs: number }
/** What a network answers: to a request, or (with `error`) nothing. */
export type Answer = { status?: number; type?: string; text?: string; isCut?: boolean; error?: string }

/** Waits in tests are as short as they can be. */
export const quick: RelicTiming = {
  restarts: { firstMs: 2, longestMs: 8, forgetAfterMs: 60_000, giveUpAfter: 4, giveUpAfterUnborn: 3 },
  startWithinMs: 1_500,
  checkWhileStartingMs: 2,
  runningForMs: 10,
  sampleEveryMs: 5,
  stopGraceMs: 50,
  closeWithinMs: 1_000,
  callWithinMs: 500,
  lookAgainMs: 5,
}

export const store: Declared = {
  kind: 'Relic',
  name: 'store',
  description: 'Keeps things.',
  service: { image: 'store:1', volumes: ['/data'] },
  health_check: { http: 'http://localhost:80/health', interval: '10ms', retries: 2 },
  endpoints: {
    read: {
      url: 'http://store:80/get',
      description: 'Reads.',
      parameters: { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] },
    },
    write: { url: 'http://store:80/set', method: 'POST' },
  },
}
export const keeper: Declared = { kind: 'Agent', name: 'keeper', relics: ['store'] }

/** A room on the engine in memory. `service` is what a relic's container does, `answer` what is found inside its network. */
export function fakeRoom(
  given: { manifests?: Declared[]; service?: (spec: ContainerSpec) => Program; timing?: Partial<RelicTiming>; engine?: FakeEngine } = {},
) {
  const manifests = declaredManifests(given.manifests ?? [store, keeper])
  const asked: Asked[] = []
  const inside = {
    answer: (question: Asked): Answer | Promise<Answer> =>
      question.url === undefined ? {} : { status: 200, type: 'application/json', text: '{"ok":true}' },
    service: given.service ?? (() => runs),
  }
  const caller: Program = async ({ stdin, stdout, signal }) => {
    await stdout('{"isReady":true}\n')
    for await (const line of createInterface({ input: stdin })) {
      const question = JSON.parse(line) as Asked & { cancel?: number }
      if (question.cancel !== undefined) continue
      asked.push(question)
      void Promise.resolve(inside.answer(question)).then((answer) =>
        signal.aborted ? undefined : stdout(`${JSON.stringify({ id: question.id, ...answer })}\n`),
      )
    }
    return 0
  }
  const engine =
    given.engine ??
    createFakeEngine({
      images: ['store:1', 'node:test', 'built:1'],
      behave: (spec) => (spec.entrypoint?.[0] === 'node' ? (spec.command?.[0] === '-e' && spec.hasStdin ? caller : door) : inside.service(spec)),
    })
  const sessions = new Set<SessionId>()
  const built = new Set<string>()
  const builds: string[] = []
  const events: string[] = []
  let now = 1_000_000
  const life = (more: Partial<RelicsOptions> = {}): Relics =>
    createRelics({
      engine,
      images: { ofRelic: async ({ manifest }) => ({ tag: 'built:1', isBuilt: built.has(manifest.name) }), node: () => 'node:test' },
      manifests: manifests.lookup,
      async executeBuild(name) {
        builds.push(name)
        built.add(name)
      },
      sessionExists: async (id) => sessions.has(id),
      owner: 'owner1',
      launch: 'launch1',
      home: '/home/of/it',
      snapshotsFolder: '/nowhere/snapshots',
      settings: () => ({}),
      clock: { now: () => now },
      // What goes wrong behind a test's back is a failure of the test, not a line nobody reads.
      logger: { ...silentLogger, warn: (message, fields) => console.error(message, fields) },
      publish: (event) => events.push(event.type),
      timing: { ...quick, ...given.timing },
      ...more,
    })
  return {
    engine,
    manifests,
    asked,
    inside,
    sessions,
    built,
    builds,
    events,
    life,
    pass(ms: number) {
      now += ms
    },
    session(): SessionId {
      const id = newId('ses')
      sessions.add(id)
      return id
    },
    /** Containers of relics, oldest first. */
    relics: () => [...engine.inside.containers.values()].filter((one) => one.spec.labels['dev.cortex.role'] === 'relic'),
    callers: () => [...engine.inside.containers.values()].filter((one) => one.spec.labels['dev.cortex.role'] === 'caller'),
  }
}

/** Runs until it is told to end. */
export const runs: Program = ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(143), { once: true }))
const door: Program = async ({ stdout, signal }) => {
  await stdout('open\n')
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(143), { once: true }))
}
export const never = new AbortController().signal
