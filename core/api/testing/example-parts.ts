import { Fault } from '../../contract/faults.ts'
import type { NewRunEvent, Run, RunEvent, RunResult, TurnEvent } from '../../contract/runs.ts'
import type { Approval } from '../../contract/safety.ts'
import { type Session, unsorted } from '../../contract/sessions.ts'
import type { AppEvent } from '../../contract/system.ts'
import { type ApprovalId, type MessageId, newId, type RunId, type SessionId } from '../../kernel/ids.ts'
import type { CoreParts } from '../parts.ts'
import { createCountedBus } from './counted-bus.ts'
import { exampleBackups } from './example-backups.ts'
import { exampleDoctor } from './example-doctor.ts'

const usage = { inputTokens: 3, outputTokens: 4, costUsd: 0 }
const exampleSettings = { settings: {}, written: {}, defaults: {}, file: 'settings.json', problem: null, mistakes: [] }
const at = '2026-01-01T00:00:00.000Z'

/** Each flood event carries this much, so that its 16,384 events are 1 GiB. */
export const floodEventBytes = 65_536
export const floodEvents = 16_384

/**
 * A core in memory, small enough to see through, for tests of transports and of the CLI. Sending "hang" gives a turn that waits until it
 * is stopped, "ask" one that waits for an approval, "flood" one that offers 1 GiB, "fail" one that fails; all else is echoed word by word.
 */
export function createExampleParts() {
  const sessions = new Map<SessionId, Session>()
  const runs = new Map<RunId, Run>()
  const journals = new Map<RunId, RunEvent[]>()
  const submitted = new Map<string, { userMessageId: MessageId; assistantMessageId: MessageId; runId: RunId }>()
  const stops = new Map<RunId, () => void>()
  const approvals = new Map<ApprovalId, { approval: Approval; settle(decision: string): void }>()
  const bus = createCountedBus<AppEvent>()
  const seen = { sends: 0, openStreams: 0, pulled: 0, cancelledRuns: 0 }

  const sessionOf = (id: SessionId): Session => {
    const session = sessions.get(id)
    if (!session) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
    return session
  }
  const runOf = (id: RunId): Run => {
    const run = runs.get(id)
    if (!run) throw new Fault('NOT_FOUND', { what: 'run', name: id })
    return run
  }
  const notHere = async (): Promise<never> => {
    throw new Fault('NOT_SUPPORTED', { detail: 'Not part of the example.' })
  }
  const newRun = (kind: Run['kind'], name: string, input: unknown, sessionId: SessionId | null): Run => {
    const id = newId('run')
    const run: Run = {
      ...{ id, rootId: id, parentId: null, sessionId, kind, name, digest: null, status: 'running', tier: null, input, output: null },
      ...{ error: null, usage, createdAt: at, startedAt: at, finishedAt: null, durationMs: null, traceId: id.slice(4) },
    }
    runs.set(id, run)
    journals.set(id, [])
    return run
  }
  const note = (run: Run, event: NewRunEvent): void => {
    const journal = journals.get(run.id) ?? []
    journal.push({ ...event, seq: journal.length + 1, rootId: run.id, runId: run.id, at } as RunEvent)
  }

  function begin(run: Run, text: string): void {
    note(run, { type: 'run.started', kind: 'agent', name: run.name, parentId: null, input: { text }, tier: null, deadlineMs: null })
    const finish = () => {
      run.status = 'done'
      note(run, { type: 'run.finished', output: text, usage, durationMs: 5 })
    }
    if (text === 'hang') {
      stops.set(run.id, () => {
        run.status = 'cancelled'
        note(run, { type: 'run.cancelled', reason: 'You stopped it.', usage, durationMs: 5 })
      })
    } else if (text === 'ask') {
      const id = newId('apr')
      note(run, { type: 'run.waiting', approvalId: id, asks: ['reach example.com'] })
      approvals.set(id, {
        approval: {
          ...{ id, runId: run.id, rootId: run.id, sessionId: run.sessionId, tool: 'web', input: {}, pattern: 'web', requestedAt: at, expiresAt: at },
          rights: [{ code: 'network', text: 'reach example.com' }],
        },
        settle(decision) {
          note(run, { type: 'run.resumed', decision })
          note(run, { type: 'text.delta', text: decision })
          finish()
        },
      })
      bus.publish({ type: 'approvals.changed', pending: approvals.size })
    } else if (text === 'fail') {
      run.status = 'failed'
      run.error = { code: 'MODEL_FAILED', message: 'The model failed.' }
      note(run, { type: 'run.failed', error: run.error, usage, durationMs: 5 })
    } else if (text !== 'flood') {
      for (const word of text.split(/(?<= )/)) note(run, { type: 'text.delta', text: word })
      finish()
    }
  }

  async function* events(id: RunId, after: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
    seen.openStreams++
    try {
      const journal = journals.get(id) ?? []
      if ((journal[0] as { input?: { text?: string } } | undefined)?.input?.text === 'flood') yield* flood(id, signal)
      for (let place = after; !signal.aborted; ) {
        const event = journal[place]
        if (event) {
          place++
          yield event
        } else if (runOf(id).status !== 'running') return
        else await new Promise((resolve) => setTimeout(resolve, 5))
      }
    } finally {
      seen.openStreams--
    }
  }

  async function* flood(id: RunId, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const line = 'x'.repeat(floodEventBytes)
    for (let seq = 2; seq < floodEvents + 2 && !signal.aborted; seq++) {
      seen.pulled++
      yield { type: 'run.log', line, seq, rootId: id, runId: id, at }
    }
    runOf(id).status = 'done'
  }

  const parts: CoreParts = {
    sessions: {
      list: async () => ({ sessions: [...sessions.values()], total: sessions.size, nextCursor: null }),
      async create({ agent, title, model }) {
        if (agent === 'nobody') throw new Fault('MANIFEST_NOT_FOUND', { kind: 'agent', name: agent, suggestion: '' })
        const session: Session = {
          ...{ id: newId('ses'), title: title ?? 'New chat', agent, model: model ?? null, headId: null, activeRunId: null },
          ...{ status: 'idle' as const, messageCount: 0, ...unsorted, createdAt: at, updatedAt: at },
        }
        sessions.set(session.id, session)
        bus.publish({ type: 'session.changed', sessionId: session.id })
        return session
      },
      get: async (id) => sessionOf(id),
      update: async ({ id, title, agent }) =>
        Object.assign(sessionOf(id), title === undefined ? {} : { title }, agent === undefined ? {} : { agent }),
      remove: async (id) => sessions.delete(id),
      history: async ({ id }) => ({ messages: sessionOf(id) ? [] : [], hasMore: false }),
      outline: async ({ id }) => ({ pages: sessionOf(id) ? [] : [], next: null }),
      state: async (id) => ({ agent: sessionOf(id).agent }),
      selectBranch: notHere,
      versions: async ({ id }) => ({ messages: sessionOf(id) ? [] : [] }),
      fork: notHere,
      bulk: async ({ ids }) => ({ done: ids, failed: [] }),
      emptyTrash: async () => ({ removed: 0 }),
      folders: async () => ({ folders: [] }),
      createFolder: notHere,
      renameFolder: notHere,
      removeFolder: async () => ({ removed: false }),
      async attach({ id, name, contentBase64 }) {
        const sizeBytes = Buffer.from(contentBase64, 'base64').byteLength
        return { artifactId: newId('art'), name: sessionOf(id) && name, mediaType: 'text/plain', sizeBytes }
      },
      attachment: notHere,
      ...{ attachPiece: notHere, findFiles: notHere, readFile: notHere, openFile: notHere },
      previewImport: notHere,
      import: notHere,
      totals: async () => ({ ...usage, answers: 1, durationMs: 5, models: [] }),
      totalsByDay: async () => ({ days: [] }),
      search: async () => ({ hits: [] }),
      export: async ({ id, format }) => ({ fileName: 'chat', mediaType: 'text/plain', content: `${sessionOf(id).agent} as ${format}` }),
    },
    turns: {
      async submit({ id, text, messageId }) {
        const known = messageId && submitted.get(messageId)
        if (known) return known
        seen.sends++
        const run = newRun('agent', sessionOf(id).agent, { text }, id)
        const made = { userMessageId: messageId ?? newId('msg'), assistantMessageId: newId('msg'), runId: run.id }
        submitted.set(made.userMessageId, made)
        begin(run, text)
        return made
      },
      retry: notHere,
      compare: notHere,
      async stop(id) {
        for (const run of runs.values()) if (run.sessionId === id) stops.get(run.id)?.()
        return true
      },
      async *follow(runId, after, signal): AsyncGenerator<TurnEvent> {
        let text = ''
        for await (const event of events(runId, after, signal)) {
          if (event.type === 'text.delta') text += event.text
          yield event
        }
        if (signal.aborted) return
        const run = runOf(runId)
        yield {
          ...{ type: run.status === 'done' ? ('turn.finished' as const) : ('turn.failed' as const), text, runId, usage, error: run.error },
          ...{ sessionId: run.sessionId ?? newId('ses'), messageId: newId('msg'), toolCalls: [] },
        }
      },
    },
    runs: {
      async execute(kind, name, input, { signal, isApproved }): Promise<RunResult> {
        if (name === 'bug') throw new Error('a secret detail')
        if (name === 'hang') {
          await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
          seen.cancelledRuns++
        }
        const run = newRun(kind, name, input, null)
        if (name === 'hang') Object.assign(run, { status: 'cancelled', error: { code: 'CANCELLED', message: 'hang was stopped.' } })
        else if (name === 'guarded' && !isApproved)
          Object.assign(run, { status: 'failed', error: { code: 'APPROVAL_UNAVAILABLE', message: 'guarded needs a yes.' } })
        else Object.assign(run, { status: 'done', output: input, tier: kind === 'tool' ? 'wasm' : null })
        return { status: run.status, output: run.output, error: run.error, runId: run.id, tier: run.tier, durationMs: 1, usage }
      },
      events,
      get: async (id) => ({ run: runOf(id), tree: [runOf(id)] }),
      list: async ({ limit }) => [...runs.values()].slice(0, limit),
      async cancel(id) {
        stops.get(id)?.()
        return runOf(id).status
      },
    },
    registry: {
      list: async () => ({ manifests: [], problems: [], roots: [] }),
      get: async ({ kind, name }) => {
        throw new Fault('MANIFEST_NOT_FOUND', { kind: kind.toLowerCase(), name, suggestion: ' Did you mean clock?' })
      },
      dependencies: async ({ kind, name }) => ({ nodes: [{ id: `${kind.toLowerCase()}/${name}`, kind, name, isMissing: true }], edges: [] }),
      graph: async () => ({ nodes: [], edges: [], mermaid: 'flowchart LR' }),
      sync: async () => ({ manifests: 0, problems: 0, durationMs: 1 }),
      validate: async () => ({ ok: true, manifests: [], problems: [] }),
      preview: async (input) => ({
        ...{ previewId: 'p', name: ('name' in input && input.name) || 'folder', fileCount: 'files' in input ? input.files.length : 0, sizeBytes: 0 },
        ...{ canInstall: true, reason: null, manifests: [], problems: [] },
      }),
      install: notHere,
      remove: async () => ({ removed: false, keptAs: null }),
      trash: async () => ({ entries: [] }),
      restore: notHere,
      file: notHere,
      writeFile: notHere,
      customise: notHere,
      check: async () => ({ kind: null, name: null, problems: [] }),
      schema: async () => ({ schema: {} }),
      templates: async () => ({ templates: [] }),
      create: notHere,
      open: notHere,
      trust: notHere,
    },
    pictures: { load: notHere },
    models: {
      list: async () => ({ models: [], providers: [], defaultModel: null }),
      show: notHere,
      async *pull() {
        yield { status: 'pulling', completedBytes: 1, totalBytes: 2, isDone: false, error: null }
        yield { status: 'success', completedBytes: 2, totalBytes: 2, isDone: true, error: null }
      },
      remove: notHere,
      addFile: notHere,
      setKey: notHere,
      check: notHere,
      facts: async () => ({ models: [], providers: [], defaultModel: null }),
      probe: notHere,
      catalogue: async () => ({ models: [], freeBytes: 0, totalBytes: 0 }),
      inspectFile: notHere,
      downloads: async () => ({ downloads: [], folder: '', freeBytes: null }),
      async *watchDownloads() {
        yield { downloads: [], folder: '', freeBytes: null }
      },
      download: notHere,
      pauseDownload: notHere,
      resumeDownload: notHere,
      cancelDownload: async () => false,
    },
    containers: {
      image: notHere,
      tierOf: async () => ({ tier: 'wasm', why: 'no container engine answers', isTrusted: false, canTrust: false }),
      cleanUpSession: async () => ({ removed: 2 }),
      cleanUp: async () => ({ removed: 0, freedBytes: 0 }),
      stats: async () => ({ engine: { state: 'absent', why: 'none here', engine: null, attempts: [] }, containers: [], disk: null }),
    },
    relics: {
      list: async () => ({ relics: [] }),
      status: async (name) => {
        throw new Fault('MANIFEST_NOT_FOUND', { kind: 'relic', name, suggestion: '' })
      },
      get: notHere,
      start: notHere,
      find: (name) => {
        throw new Fault('NOT_FOUND', { what: 'relic at work', name })
      },
      stop: notHere,
      restart: notHere,
      clear: notHere,
      remove: notHere,
      async *logs() {
        yield { stream: 'stdout', line: 'ready', at: null }
      },
    },
    settings: {
      get: async () => exampleSettings,
      schema: async () => ({ schema: {} }),
      set: async () => exampleSettings,
      reset: async () => exampleSettings,
      open: async () => ({ file: 'settings.json' }),
    },
    ...exampleBackups,
    safety: {
      secrets: { list: async () => [{ name: 'TOKEN', isSet: false, neededBy: ['example'] }], set: async () => {} },
      list: () => [...approvals.values()].map(({ approval }) => approval),
      async decide(id, decision) {
        approvals.get(id)?.settle(decision)
        return approvals.delete(id)
      },
      grants: async () => [],
      revoke: async () => false,
    },
    system: {
      health: async () => ({ status: 'ok', version: '0.0.0', uptimeMs: 1 }),
      overview: async () => ({
        ...{ version: '0.0.0', platform: 'test', dataFolder: '', personalManifests: '', modelsFolder: '', activeRuns: 0, host: 'in-process' },
        ...{ database: { state: 'ok', detail: '', sizeBytes: 0 }, memory: { ownBytes: 0, usedBytes: 0, totalBytes: 0 } },
      }),
      ...exampleDoctor,
      subscribe: bus.subscribe,
    },
  }
  return { parts, seen, bus }
}
export type Example = ReturnType<typeof createExampleParts>
