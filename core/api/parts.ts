import type { AnySchema, ContractProcedure, ErrorMap, InferSchemaInput, InferSchemaOutput, Meta } from '@orpc/contract'
import type { Examination } from '../contract/doctor.ts'
import type { Contract } from '../contract/index.ts'
import type { TierChoice } from '../contract/registry.ts'
import type { RelicInstance, RelicLogLine, RelicSummary } from '../contract/relics.ts'
import type { Run, RunEvent, RunStatus, TurnEvent } from '../contract/runs.ts'
import type { Approval, Decision } from '../contract/safety.ts'
import type { AppEvent } from '../contract/system.ts'
import type { ModelsDoor } from '../engines/models/create-models.ts'
import type { ModelGateway } from '../engines/models/port.ts'
import type { Grant, Storage } from '../engines/storage/port.ts'
import type { ApprovalId, MessageId, RelicId, RunId, SessionId } from '../kernel/ids.ts'
import type { Execute } from '../runs/executor.ts'

/** What a procedure of the contract hands to its handler, and what it wants back. */
type In<P> = P extends ContractProcedure<infer I extends AnySchema, AnySchema, ErrorMap, Meta> ? InferSchemaOutput<I> : never
type Out<P> = P extends ContractProcedure<AnySchema, infer O extends AnySchema, ErrorMap, Meta> ? InferSchemaInput<O> : never
/** A function with exactly the shapes of a procedure. It throws a Fault for what a person can act on. */
type Answer<P> = (input: In<P>) => Promise<Out<P>>
type Answers<Noun> = { [Name in keyof Noun]: Answer<Noun[Name]> }

type InSessions = Contract['sessions']

/**
 * What the door needs of the floors below; `core/main.ts` plugs it in. Streams are pull-based cursors: they hold at most a
 * page for a slow reader, and end quietly when their signal aborts.
 */
export type CoreParts = {
  sessions: Omit<Answers<InSessions>, 'get' | 'remove' | 'state' | 'submit' | 'send' | 'retry' | 'compare' | 'stop' | 'previewImport' | 'import'> & {
    /** Both read a file piece by piece until the signal aborts; what was imported by then stays. */
    previewImport(input: In<InSessions['previewImport']>, signal: AbortSignal | undefined): Promise<Out<InSessions['previewImport']>>
    import(input: In<InSessions['import']>, signal: AbortSignal | undefined): Promise<Out<InSessions['import']>>
    get(id: SessionId): Promise<Out<InSessions['get']>>
    remove(id: SessionId): Promise<boolean>
    state(id: SessionId): Promise<Record<string, unknown>>
  }
  turns: {
    /** Stores the message and starts the answer. The same `messageId` again returns what the first call did. */
    submit(
      input: Omit<In<InSessions['submit']>, 'approve'> & { isApproved?: boolean | undefined },
    ): Promise<{ userMessageId: MessageId; assistantMessageId: MessageId; runId: RunId }>
    retry(input: { id: SessionId; messageId: MessageId; model?: string | undefined }): Promise<Out<InSessions['retry']>>
    compare: Answer<InSessions['compare']>
    /** Everything that is written in a chat, or, given a run, only that answer. */
    stop(id: SessionId, runId?: RunId): Promise<boolean>
    /** The events of a turn after `after`, then its end. */
    follow(runId: RunId, after: number, signal: AbortSignal): AsyncIterable<TurnEvent>
  }
  runs: {
    execute: Execute
    events(id: RunId, after: number, signal: AbortSignal): AsyncIterable<RunEvent>
    get(id: RunId): Promise<{ run: Run; tree: Run[] }>
    list: Storage['runs']['list']
    cancel(id: RunId): Promise<RunStatus>
  }
  registry: Omit<Answers<Contract['registry']>, 'preview'> & {
    /** Ends what it fetches when the signal aborts. */
    preview(input: In<Contract['registry']['preview']>, signal: AbortSignal | undefined): Promise<Out<Contract['registry']['preview']>>
  }
  pictures: {
    /** Gives up when the signal aborts. */
    load(input: In<Contract['pictures']['load']>, signal: AbortSignal | undefined): Promise<Out<Contract['pictures']['load']>>
  }
  models: Pick<ModelGateway, 'list' | 'show' | 'pull' | 'remove' | 'addFile' | 'setKey' | 'check'> & ModelsDoor
  containers: {
    /** The image of a tool: how it is built, and whether it is there. */
    image(tool: string): Promise<Out<Contract['containers']['image']>>
    tierOf(tool: string): Promise<TierChoice>
    cleanUpSession(id: SessionId): Promise<{ removed: number }>
    cleanUp(): Promise<{ removed: number; freedBytes: number }>
    stats(): Promise<Out<Contract['containers']['stats']>>
  }
  relics: {
    list(): Promise<{ relics: RelicSummary[] }>
    status(name: string): Promise<RelicSummary>
    get(id: RelicId): Promise<RelicInstance>
    /** By a run, so that what it asks for is reviewed. */
    start(
      which: { name: string; sessionId?: SessionId | undefined; runId?: RunId | undefined },
      signal: AbortSignal | undefined,
    ): Promise<RelicInstance>
    /** The one of a chat; without a chat the shared one, or the only one there is. Throws NOT_FOUND. */
    find(name: string, sessionId: SessionId | null): RelicId
    stop(id: RelicId): Promise<RelicInstance>
    restart(id: RelicId): Promise<RelicInstance>
    clear(id: RelicId): Promise<RelicInstance>
    /** How many containers, networks and volumes went. */
    remove(id: RelicId): Promise<number>
    logs(id: RelicId, options: { tail: number; isFollowing: boolean; signal: AbortSignal }): AsyncIterable<RelicLogLine>
  }
  settings: Answers<Contract['settings']>
  backups: Answers<Contract['backups']>
  reset: Answers<Contract['reset']>
  safety: {
    list(): Approval[]
    decide(id: ApprovalId, decision: Decision): Promise<boolean>
    grants(): Promise<Grant[]>
    revoke(id: string): Promise<boolean>
    secrets: { list(): Promise<{ name: string; isSet: boolean; neededBy: string[] }[]>; set(name: string, value: string): Promise<void> }
  }
  system: Answers<Omit<Contract['system'], 'events' | 'examine'>> & {
    /** Returns the function that ends the subscription. Whoever subscribes counts as somebody who is there to answer approvals. */
    subscribe(listener: (event: AppEvent) => void): () => void
    examine(signal: AbortSignal): AsyncIterable<Examination>
  }
}
