import { createHash } from 'node:crypto'
import type { RelicId, SessionId } from '../../kernel/ids.ts'

const hash = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length)

/** The relic `name` of one chat, or, with null, the shared one. */
export type RelicKey = { name: string; sessionId: SessionId | null }

/**
 * What things of relics are called on the engine and elsewhere. Everything follows from the owner, the chat and the relic, so that
 * nothing has to be remembered over a restart: the same relic of the same chat has the same id, network and volumes again.
 */
export function relicNames(owner: string) {
  const prefix = `cortex-${hash(owner, 8)}`
  const place = (sessionId: SessionId | null): string => (sessionId === null ? 'shared' : hash(sessionId, 12))
  return {
    id: ({ name, sessionId }: RelicKey): RelicId => `rel_${hash(`${owner}\n${sessionId ?? ''}\n${name}`, 32)}` as RelicId,
    network: (sessionId: SessionId | null): string => `${prefix}-${place(sessionId)}`,
    volume: ({ name, sessionId }: RelicKey, slug: string): string => `${prefix}-${place(sessionId)}-${name}-${slug}`,
    project: ({ name, sessionId }: RelicKey): string => `${prefix}-${place(sessionId)}-${name}`,
  }
}
export type RelicNames = ReturnType<typeof relicNames>

/** `/var/lib/my data` as `var-lib-my-data`: the part of a volume's name that says what is in it. */
export const slugOf = (path: string): string =>
  path
    .replaceAll(/[^a-zA-Z0-9_.-]+/g, '-')
    .replaceAll(/^[-_.]+|[-_.]+$/g, '')
    .slice(0, 60) || 'root'
