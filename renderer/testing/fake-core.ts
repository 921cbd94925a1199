import { implement, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { contract } from '../../core/contract/index.ts'
import type { RunEvent } from '../../core/contract/runs.ts'
import { type Message, type Session, unsorted } from '../../core/contract/sessions.ts'
import type { AppEvent } from '../../core/contract/system.ts'
import { fakeChats, isListed } from './fake-chats.ts'
import { fakeContainers } from './fake-containers.ts'
import * as given from './fake-data.ts'
import { exampleHistory, outlineOf, type Scripted, streamedAnswer } from './fake-history.ts'
import { fakeLibrary } from './fake-library.ts'
import type { FakeOptions } from './fake-options.ts'
import { fakeSettings } from './fake-settings.ts'
import { fakeUpkeep } from './fake-upkeep.ts'

const os = implement(contract)
const never = new Promise<never>(() => {})

/**
 * The contract, answered from memory in the page itself: for looking at screens and for tests of components. It keeps a journal per run, so
 * that streams resume after a gap as they do with the real core.
 */
export function createFakeCore({ isFresh, isFailing, isSlow, isWithoutEngine, messageCount = 0, tokensPerSecond = 60 }: FakeOptions = {}) {
  const sessions = new Map<string, Session>((isFresh ? [] : given.sessions).map((session) => [session.id, { ...session }]))
  const histories = new Map<string, Message[]>()
  const journals = new Map<string, RunEvent[]>()
  const listeners = new Set<() => void>()
  const appListeners = new Set<(event: AppEvent) => void>()
  let approvals = isFresh ? [] : [given.approval]
  let nextId = 5_000

  const wake = () => {
    for (const listener of [...listeners]) listener()
  }
  const tell = (event: AppEvent) => {
    for (const listener of [...appListeners]) listener(event)
  }
  const gate = async () => {
    if (isSlow) await never
    if (isFailing) throw new ORPCError('INTERNAL', { message: 'The database was damaged and has been set aside as cortex-damaged.db.' })
  }
  const historyOf = (id: string): Message[] => {
    const found = histories.get(id) ?? exampleHistory(id as Session['id'], messageCount, journals)
    histories.set(id, found)
    return found
  }
  const play = (session: Session, answer: Message, script: Scripted[]) => {
    const runId = answer.runId
    if (!runId) return
    const journal: RunEvent[] = []
    journals.set(runId, journal)
    let waitMs = 0
    for (const step of script) {
      waitMs += step.afterMs
      setTimeout(() => {
        if (answer.status !== 'streaming') return
        journal.push({ ...step.event, seq: journal.length + 1, rootId: runId, at: new Date().toISOString() } as RunEvent)
        if (step.event.type === 'run.finished' && step.event.runId === runId) {
          Object.assign(answer, {
            status: 'complete',
            parts: step.parts,
            finishedAt: new Date().toISOString(),
            usage: given.usage,
            model: 'llama/spark',
          })
          Object.assign(session, { status: 'idle', activeRunId: null })
          histories.set(
            session.id,
            historyOf(session.id).map((each) => (each.id === answer.id ? { ...answer } : each)),
          )
          tell({ type: 'turn.ended', sessionId: session.id, runId })
        }
        wake()
      }, waitMs)
    }
  }
  const answerTo = (session: Session, said: Message): Message => {
    const runId = given.id<NonNullable<Message['runId']>>('run', nextId++)
    const answer = given.message(session.id, 'assistant', [], {
      id: given.id('msg', nextId++),
      parentId: said.id,
      status: 'streaming',
      runId,
      finishedAt: null,
      usage: null,
    })
    answer.siblings = [answer.id]
    histories.set(session.id, [...historyOf(session.id), answer])
    Object.assign(session, { status: 'running', activeRunId: runId, updatedAt: new Date().toISOString() })
    play(session, answer, streamedAnswer(runId, given.id('run', nextId++), tokensPerSecond))
    tell({ type: 'turn.started', sessionId: session.id, runId })
    return answer
  }
  const sessionOf = (id: string): Session => {
    const found = sessions.get(id)
    if (!found) throw new ORPCError('NOT_FOUND', { message: `There is no session named ${id}.` })
    return found
  }

  const upkeep = fakeUpkeep({ isFresh: isFresh === true, gate, tell })

  // What no screen asks for here is left out.
  const router = os.router({
    sessions: {
      ...fakeChats({ sessions, historyOf, tell }),
      list: os.sessions.list.handler(async ({ input }) => {
        await gate()
        const all = [...sessions.values()].filter((one) => isListed(one, input)).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
        return { sessions: all, total: all.length, nextCursor: null }
      }),
      create: os.sessions.create.handler(({ input }) => {
        const at = new Date().toISOString()
        const session = {
          id: given.id('ses', nextId++),
          title: input.title ?? '',
          agent: input.agent,
          model: input.model ?? null,
          headId: null,
          activeRunId: null,
          status: 'idle',
          messageCount: 0,
          ...unsorted,
          createdAt: at,
          updatedAt: at,
        } as Session
        sessions.set(session.id, session)
        histories.set(session.id, [])
        return session
      }),
      get: os.sessions.get.handler(({ input }) => sessionOf(input.id)),
      update: os.sessions.update.handler(({ input: { id, ...change } }) => {
        const session = Object.assign(sessionOf(id), change)
        tell({ type: 'session.changed', sessionId: id })
        return session
      }),
      remove: os.sessions.remove.handler(({ input }) => {
        tell({ type: 'session.removed', sessionId: input.id })
        return { removed: sessions.delete(input.id) }
      }),
      history: os.sessions.history.handler(({ input }) => {
        const all = historyOf(input.id)
        const end = input.before ? all.findIndex((message) => message.id === input.before) : all.length
        const start = Math.max(0, end - input.limit)
        return { messages: all.slice(start, end), hasMore: start > 0 }
      }),
      outline: os.sessions.outline.handler(({ input }) => outlineOf(historyOf(input.id), input)),
      state: os.sessions.state.handler(() => ({})),
      submit: os.sessions.submit.handler(({ input }) => {
        const session = sessionOf(input.id)
        const said = given.message(session.id, 'user', [given.text(input.text)], {
          id: input.messageId ?? given.id('msg', nextId++),
          createdAt: new Date().toISOString(),
        })
        said.siblings = [said.id]
        if (session.title === '') session.title = input.text.slice(0, 60)
        if (input.parentId !== undefined) {
          const all = historyOf(session.id)
          const at = input.parentId === null ? 0 : all.findIndex((message) => message.id === input.parentId) + 1
          const replaced = all[at]
          said.parentId = input.parentId
          said.siblings = [...(replaced?.siblings ?? []), said.id]
          histories.set(session.id, all.slice(0, at))
        }
        histories.set(session.id, [...historyOf(session.id), said])
        const answer = answerTo(session, said)
        return { userMessageId: said.id, assistantMessageId: answer.id, runId: answer.runId as NonNullable<Message['runId']> }
      }),
      send: os.sessions.send.handler(async function* () {}),
      retry: os.sessions.retry.handler(({ input }) => {
        const session = sessionOf(input.id)
        const all = historyOf(session.id)
        const at = all.findIndex((message) => message.id === input.messageId)
        const old = all[at]
        const said = all[at - 1]
        if (!old || !said) throw new ORPCError('NOT_FOUND', { message: 'There is no such answer.' })
        histories.set(session.id, all.slice(0, at))
        const answer = answerTo(session, said)
        answer.siblings = [...old.siblings, answer.id]
        return { assistantMessageId: answer.id, runId: answer.runId as NonNullable<Message['runId']> }
      }),
      stop: os.sessions.stop.handler(({ input }) => {
        const session = sessionOf(input.id)
        const all = historyOf(session.id)
        const last = all.at(-1)
        if (last?.status === 'streaming' && last.runId) {
          const journal = journals.get(last.runId) ?? []
          journal.push({
            type: 'run.cancelled',
            reason: 'stopped',
            usage: given.usage,
            durationMs: 800,
            runId: last.runId,
            rootId: last.runId,
            seq: journal.length + 1,
            at: new Date().toISOString(),
          })
          const written = journal.flatMap((event) => (event.type === 'text.delta' ? [event.text] : [])).join('')
          Object.assign(last, { status: 'cancelled', parts: written ? [given.text(written)] : [], finishedAt: new Date().toISOString() })
          histories.set(session.id, [...all.slice(0, -1), { ...last }])
          Object.assign(session, { status: 'idle', activeRunId: null })
          tell({ type: 'turn.ended', sessionId: session.id, runId: last.runId })
          wake()
        }
        return { stopped: true }
      }),
      selectBranch: os.sessions.selectBranch.handler(({ input }) => sessionOf(input.id)),
      search: os.sessions.search.handler(() => ({ hits: [] })),
      export: os.sessions.export.handler(() => ({ fileName: 'chat.json', mediaType: 'application/json', content: '{}' })),
    },
    runs: {
      execute: os.runs.execute.handler(async ({ input }) => {
        await new Promise((resolve) => setTimeout(resolve, 400))
        return {
          status: 'done',
          output: { supplier: 'Hetzner Online GmbH', total: 118.4, tax: 18.9, lines: [{ text: 'CX22', net: 4.51 }], input: input.input },
          error: null,
          runId: given.id('run', 9),
          tier: 'wasm',
          durationMs: 412,
          usage: given.usage,
        }
      }),
      executeTool: os.runs.executeTool.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      executeAgent: os.runs.executeAgent.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      list: os.runs.list.handler(async ({ input }) => {
        await gate()
        const all = isFresh ? [] : given.runs
        return {
          runs: all.filter(
            (run) =>
              (!input.kind || run.kind === input.kind) && (!input.status || run.status === input.status) && (!input.name || run.name === input.name),
          ),
        }
      }),
      get: os.runs.get.handler(({ input }) => {
        const run = [...given.runs, ...given.childRuns].find((each) => each.id === input.id)
        if (!run) throw new ORPCError('NOT_FOUND', { message: `There is no run named ${input.id}.` })
        return { run, tree: [run, ...given.childRuns.filter((each) => each.parentId === run.id)] }
      }),
      events: os.runs.events.handler(async function* ({ input, signal }) {
        let at = input.after
        for (;;) {
          const journal = journals.get(input.id) ?? []
          while (at < journal.length) {
            const event = journal[at++]
            if (!event) continue
            yield event
            if (event.runId === input.id && /^run\.(finished|failed|cancelled|interrupted)$/.test(event.type)) return
          }
          if (!journals.has(input.id)) return
          await new Promise<void>((resolve, reject) => {
            listeners.add(resolve)
            signal?.addEventListener('abort', () => reject(signal.reason))
          })
        }
      }),
      cancel: os.runs.cancel.handler(() => ({ status: 'cancelled' })),
    },
    ...fakeLibrary({ isFresh: isFresh === true, gate }),
    ...fakeContainers({ isFresh: isFresh === true, hasEngine: isWithoutEngine !== true, gate, tell }),
    settings: fakeSettings({ isFresh: isFresh === true, gate, tell }),
    safety: {
      list: os.safety.list.handler(() => ({ approvals })),
      decide: os.safety.decide.handler(() => {
        approvals = []
        tell({ type: 'approvals.changed', pending: 0 })
        return { decided: true }
      }),
      grants: os.safety.grants.handler(() => ({
        grants: isFresh
          ? []
          : [{ id: 'g1', tool: 'http_request', pattern: 'http_request to api.example.com', sessionId: null, grantedAt: given.ago(900) }],
      })),
      secrets: os.safety.secrets.handler(() => ({ secrets: [{ name: 'OCR_KEY', isSet: false, neededBy: ['invoice_parser'] }] })),
      setSecret: os.safety.setSecret.handler(({ input }) => ({ isSet: input.value !== '' })),
      revoke: os.safety.revoke.handler(() => ({ revoked: true })),
    },
    backups: upkeep.backups,
    reset: upkeep.reset,
    system: {
      health: os.system.health.handler(() => ({ status: 'ok', version: '0.1.0', uptimeMs: 1_900 })),
      overview: os.system.overview.handler(() => ({
        version: '0.1.0',
        platform: 'linux x64',
        dataFolder: '/home/me/.cortex',
        personalManifests: '/home/me/.cortex/manifests',
        modelsFolder: '/home/me/.cortex/models',
        database: { state: 'ok', detail: 'Checked at start.', sizeBytes: 41_000_000 },
        memory: { ownBytes: 412_000_000, usedBytes: 15_400_000_000, totalBytes: 32_000_000_000 },
        activeRuns: isFresh ? 0 : 2,
        host: 'server',
      })),
      ...upkeep.system,
      events: os.system.events.handler(async function* ({ signal }) {
        const queue: AppEvent[] = []
        let resume = () => {}
        const listener = (event: AppEvent) => {
          queue.push(event)
          resume()
        }
        appListeners.add(listener)
        try {
          while (!signal?.aborted) {
            for (const event of queue.splice(0)) yield event
            await new Promise<void>((resolve) => {
              resume = resolve
              signal?.addEventListener('abort', () => resolve())
            })
          }
        } finally {
          appListeners.delete(listener)
        }
      }),
    },
  } as unknown as Parameters<typeof os.router>[0])

  const handler = new RPCHandler(router)
  return {
    tell,
    /** The core's end of a new channel is served; the other end is for the page. */
    connect(): MessagePort {
      const { port1, port2 } = new MessageChannel()
      // The page reports what it has taken as plain numbers among the messages; nothing waits for that here.
      const listen = (type: string, listener: (event: MessageEvent) => void) =>
        port1.addEventListener(type as 'message', (event) => typeof event.data !== 'number' && listener(event))
      handler.upgrade({ addEventListener: listen as MessagePort['addEventListener'], postMessage: port1.postMessage.bind(port1) }, { context: {} })
      port1.start()
      return port2
    },
  }
}
