import type { RelicSummary } from '../../../core/contract/relics.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import { type RelicRow, relicRows } from './relic-rows.ts'

/** What a chat has: its own relics, and of those its agent uses the shared ones and the ones that are not started yet. */
export function chatRelics(relics: readonly RelicSummary[], sessionId: Session['id'], used: readonly string[]): RelicRow[] {
  return relicRows(
    relics.flatMap((relic) => {
      const instances = relic.instances.filter((one) => one.sessionId === sessionId || (one.sessionId === null && used.includes(relic.name)))
      return instances.length > 0 || used.includes(relic.name) ? [{ ...relic, instances }] : []
    }),
  )
}
