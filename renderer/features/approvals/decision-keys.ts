import type { KeyboardEvent } from 'react'
import type { Decision } from '../../../core/contract/safety.ts'
import { hasMod } from '../../ui/format.ts'

const letters: Record<string, Decision> = { s: 'session', a: 'always', d: 'deny' }

/** What a key on a waiting card means; null for all others. Enter alone never allows, so it means nothing even on a button. `hasChat`: it was asked in one. */
export function decisionOf(event: KeyboardEvent, hasChat: boolean): Decision | null {
  if (typeof HTMLElement !== 'undefined' && event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return null
  if (event.key === 'Enter') return hasMod(event) ? 'once' : null
  if (event.metaKey || event.ctrlKey || event.altKey) return null
  const decision = letters[event.key.toLowerCase()] ?? null
  return decision === 'session' && !hasChat ? null : decision
}
