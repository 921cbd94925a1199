import { useQuery } from '@tanstack/react-query'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { formatCount, formatDuration, formatMoney, formatShort } from '../../ui/format.ts'

const money = (usd: number) => (usd === 0 ? t.inspector.free : formatMoney(usd))

/** What all turns of a chat took together, and each model's share where there were several. Nothing before the first answer. */
export function ChatTotals({ session }: { session: Session }) {
  const { orpc } = useApi()
  const totals = useQuery(orpc.sessions.totals.queryOptions({ input: { id: session.id } }))
  const sum = totals.data
  if (totals.isError && !sum) {
    return (
      <section className="section">
        <h3 className="section-head">{t.totals.title}</h3>
        <p className="small text-text-3">{t.totals.failed}</p>
      </section>
    )
  }
  if (!sum || sum.answers === 0) return null
  const lines = [
    [t.totals.answers, formatCount(sum.answers)],
    [t.totals.tokens, t.totals.inOut(formatShort(sum.inputTokens), formatShort(sum.outputTokens))],
    [t.totals.cost, money(sum.costUsd)],
    [t.totals.time, formatDuration(sum.durationMs)],
  ]
  return (
    <section className="section" aria-label={t.totals.title}>
      <h3 className="section-head">{t.totals.title}</h3>
      {lines.map(([name, amount]) => (
        <p key={name} className="pair">
          <span>{name}</span>
          <span>{amount}</span>
        </p>
      ))}
      {sum.models.length > 1 &&
        sum.models.map((each) => (
          <p key={each.model ?? ''} className="pair" title={each.model ?? t.totals.noModel}>
            <span className="cut flex-initial!">{each.model?.split('/').slice(1).join('/') ?? t.totals.noModel}</span>
            <span className="flex-none">
              {t.totals.inOut(formatShort(each.inputTokens), formatShort(each.outputTokens))}
              {each.costUsd > 0 && `, ${money(each.costUsd)}`}
            </span>
          </p>
        ))}
    </section>
  )
}
