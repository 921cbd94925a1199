import { z } from 'zod'
import type { ApprovalId, ArtifactId, FolderId, MessageId, RelicId, RunId, SessionId } from '../kernel/ids.ts'

/** Plain text on the wire, branded in TypeScript: a run's id does not type-check where a session's is asked for. */
const id = <T extends string>(prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`), `not an id that starts with ${prefix}_`) as unknown as z.ZodType<T, string>

export const sessionId = id<SessionId>('ses')
export const messageId = id<MessageId>('msg')
export const runId = id<RunId>('run')
export const approvalId = id<ApprovalId>('apr')
export const relicId = id<RelicId>('rel')
export const artifactId = id<ArtifactId>('art')
export const folderId = id<FolderId>('fol')
