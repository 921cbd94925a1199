import type { RelicInstance, RelicState } from '../../../core/contract/relics.ts'
import { t } from '../../app/messages.ts'
import type { Beat } from '../../ui/beats.tsx'
import { formatClockSeconds, formatDuration } from '../../ui/format.ts'

type Tone = 'success' | 'accent' | 'warn' | 'danger' | null
const tones: Record<RelicState, Tone> = {
  healthy: 'success',
  building: 'accent',
  starting: 'accent',
  unhealthy: 'warn',
  restarting: 'warn',
  failed: 'danger',
  stopped: null,
  unknown: null,
}

export const dotLook = (state: RelicState): string => `is-${tones[state] ?? 'off'}`
export const chipLook = (state: RelicState): string => (tones[state] ? `is-${tones[state]}` : '')
/** The colour of the word, which only an event has. */
export const wordLook = (state: RelicState): string =>
  ({ success: 'text-text-2', accent: 'text-accent', warn: 'text-warn', danger: 'text-danger', none: 'text-text-3' })[tones[state] ?? 'none']

export const stateWord = ({ state, restarts }: Pick<RelicInstance, 'state' | 'restarts'>): string =>
  state === 'restarting' && restarts > 0 ? t.relics.tryCount(restarts + 1) : t.relics.state[state]

/** A check that takes longer is worth a look, ms. */
const slowMs = 1_000
const shownBeats = 30

/** The last checks as ticks, always as many; those that were not made are off. */
export function beatsOf(health: RelicInstance['health'], count = shownBeats): Beat[] {
  const shown = health.slice(-count)
  const off: Beat[] = Array.from({ length: count - shown.length }, () => ({ look: 'off' }))
  return [
    ...off,
    ...shown.map(
      (check): Beat => ({
        look: !check.isHealthy ? 'failed' : check.durationMs > slowMs ? 'slow' : 'good',
        title: `${formatClockSeconds(check.at)} ${t.relics.lastCheck(check.isHealthy, check.detail, formatDuration(check.durationMs))}`,
      }),
    ),
  ]
}

/** The same in words. */
export function healthText(health: RelicInstance['health'], count = shownBeats): string {
  const shown = health.slice(-count)
  const last = shown.at(-1)
  const checks = t.relics.checks(shown.length, shown.filter((check) => !check.isHealthy).length)
  return [`${t.relics.health}: ${checks}`, last && t.relics.lastCheck(last.isHealthy, last.detail, formatDuration(last.durationMs))]
    .filter(Boolean)
    .join('. ')
}
