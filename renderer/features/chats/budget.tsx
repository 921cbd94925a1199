import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { formatDuration, formatMoney, formatShort } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import { durationMs } from './duration-ms.ts'
import type { Turn } from './turn.ts'

interface Limits {
  tokens?: number
  cost_usd?: number
  time?: string
  steps?: number
}

/** What this turn has used of what its agent may use. Without a limit the bar stays empty. */
export function Budget({ manifest, turn }: { manifest: Record<string, unknown> | undefined; turn: Turn }) {
  const limits = (manifest?.budget ?? {}) as Limits
  const now = useNow(500, turn.runs.length > 0 && !turn.hasEnded)
  const root = turn.runs[0]
  const spentMs = root ? Math.max(0, (root.endedAtMs ?? now) - root.startedAtMs) : 0
  const limitMs = limits.time ? durationMs(limits.time) : null
  const tokens = turn.usage.inputTokens + turn.usage.outputTokens
  const cost = turn.usage.costUsd
  return (
    <section className="section">
      <h3 className="section-head">{t.inspector.budget}</h3>
      <Line name={t.inspector.tokens} used={tokens} limit={limits.tokens ?? null} show={formatShort} />
      <Line name={t.inspector.time} used={spentMs} limit={limitMs} show={formatDuration} />
      <Line name={t.inspector.steps} used={turn.steps} limit={limits.steps ?? null} show={String} />
      <Line
        name={t.inspector.cost}
        used={cost}
        limit={limits.cost_usd ?? null}
        show={(usd) => (usd === 0 && !limits.cost_usd ? t.inspector.free : formatMoney(usd))}
      />
    </section>
  )
}

function Line({ name, used, limit, show }: { name: string; used: number; limit: number | null; show: (amount: number) => string }) {
  const share = limit ? Math.min(1, used / limit) : 0
  return (
    <div className="num grid h-5 grid-cols-[48px_1fr_92px] items-center gap-2 text-[12px]">
      <span className="text-text-3">{name}</span>
      <span className="meter" aria-hidden="true">
        <span className={cx(share > 0.9 && 'is-warn')} style={{ width: `${share * 100}%` }} />
      </span>
      <span className="text-right">{limit === null ? show(used) : t.inspector.of(show(used), show(limit))}</span>
    </div>
  )
}
