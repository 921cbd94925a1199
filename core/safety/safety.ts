import { createHash, randomUUID } from 'node:crypto'
import { Fault } from '../contract/faults.ts'
import type { Right } from '../contract/registry.ts'
import type { RunKind } from '../contract/runs.ts'
import type { Approval, Decision } from '../contract/safety.ts'
import type { Grant, GrantStore } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type ApprovalId, newId, type RunId, type SessionId } from '../kernel/ids.ts'
import { asking, defaultPolicy } from './policy.ts'

/** Unanswered for this long, an approval counts as a no. */
const answerWithinMs = 10 * 60_000

export type SafetyRequest = {
  runId: RunId
  rootId: RunId
  sessionId: SessionId | null
  kind: RunKind
  name: string
  input: unknown
  rights: Right[]
  /** The caller said yes for this run only. */
  isApproved: boolean
}

type Answer = { isAllowed: boolean; decision: string }
type Pending = { approval: Approval; settle(answer: Answer): void }

/** Reviews every run before it starts, asks the person where the policy says so, and remembers what was granted. */
export function createSafety(options: {
  grants: GrantStore
  clock: Clock
  /** Whether somebody is there to answer: a window, or a terminal that asks. */
  isAttended: () => boolean
  onChange: (pending: number) => void
}) {
  const { grants, clock, isAttended, onChange } = options
  const pending = new Map<ApprovalId, Pending>()

  function ask(signal: AbortSignal, approval: Approval): Promise<Answer> {
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        clearTimeout(expiry)
        signal.removeEventListener('abort', stopped)
        if (pending.delete(approval.id)) onChange(pending.size)
        resolve(answer)
      }
      const stopped = () => settle({ isAllowed: false, decision: 'stopped' })
      const expiry = setTimeout(() => settle({ isAllowed: false, decision: 'expired' }), answerWithinMs)
      expiry.unref()
      pending.set(approval.id, { approval, settle })
      if (signal.aborted) stopped()
      else signal.addEventListener('abort', stopped, { once: true })
      onChange(pending.size)
    })
  }

  return {
    /** Never asks where nobody can answer: then the answer is no, with what to do. */
    async review(asked: SafetyRequest) {
      const request = { ...asked, rights: asking(asked.rights) }
      const granted = (await grants.list()).some((grant) => covers(grant, request))
      const verdict = defaultPolicy({ rights: request.rights, isGranted: granted, isApproved: request.isApproved, isAttended: isAttended() })
      if (verdict === 'allow') return { decision: 'allow' } as const
      const asks = request.rights.map((right) => right.text)
      if (verdict === 'deny') return { decision: 'deny', code: 'APPROVAL_UNAVAILABLE', detail: 'nobody is there to answer.', asks } as const
      const requestedMs = clock.now()
      const approval: Approval = {
        id: newId('apr'),
        runId: request.runId,
        rootId: request.rootId,
        sessionId: request.sessionId,
        tool: request.name,
        input: request.input,
        rights: request.rights,
        pattern: patternOf(request),
        requestedAt: new Date(requestedMs).toISOString(),
        expiresAt: new Date(requestedMs + answerWithinMs).toISOString(),
      }
      return { decision: 'ask', approvalId: approval.id, asks, answer: (signal: AbortSignal) => ask(signal, approval) } as const
    },
    list: (): Approval[] => [...pending.values()].map((one) => one.approval),
    /** Answers one; false when it was no longer waiting. What is granted for a chat or for good is stored before the run goes on. */
    async decide(id: ApprovalId, decision: Decision): Promise<boolean> {
      const one = pending.get(id)
      if (!one) return false
      const { approval } = one
      if (decision === 'session' && approval.sessionId === null)
        throw new Fault('BAD_INPUT', { detail: 'This run belongs to no chat. Allow it once or always.' })
      if (decision === 'session' || decision === 'always') {
        await grants.insert({
          id: randomUUID(),
          tool: approval.tool,
          rightsHash: hashRights(approval.rights),
          pattern: approval.pattern,
          sessionId: decision === 'session' ? approval.sessionId : null,
          grantedAt: isoNow(clock),
        })
      }
      one.settle({ isAllowed: decision !== 'deny', decision })
      return true
    },
    grants: (): Promise<Grant[]> => grants.list(),
    revoke: (id: string): Promise<boolean> => grants.remove(id),
  }
}
export type Safety = ReturnType<typeof createSafety>

/** A grant covers the same tool with exactly the rights it was given for: one more right asks again. */
const covers = (grant: Grant, request: SafetyRequest): boolean =>
  grant.tool === request.name &&
  grant.rightsHash === hashRights(request.rights) &&
  (grant.sessionId === null || grant.sessionId === request.sessionId)

const hashRights = (rights: readonly Right[]): string =>
  createHash('sha256')
    .update(JSON.stringify(rights.map((right) => `${right.code} ${right.text}`).toSorted()))
    .digest('hex')

const patternOf = (request: SafetyRequest): string => `${request.name}: ${request.rights.map((right) => right.text).join('; ')}`
