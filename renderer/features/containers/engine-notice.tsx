import { useQueryClient } from '@tanstack/react-query'
import { Check, Minus } from 'lucide-react'
import { Link } from 'wouter'
import type { EngineStatusView } from '../../../core/contract/containers.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { Fold } from '../../ui/fold.tsx'
import { sentence } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'

/** That no engine answers, why, what can be done, and where it was looked for. `children`: what waits for it. */
export function EngineNotice({ engine, children }: { engine: EngineStatusView; children?: React.ReactNode }) {
  const queries = useQueryClient()
  const { orpc } = useApi()
  if (engine.state === 'ready' || engine.state === 'looking') return null
  return (
    <Notice
      tone="warn"
      title={engine.state === 'lost' ? t.engine.lost : t.engine.absent}
      actions={
        <>
          <Button isSmall onClick={() => void queries.invalidateQueries({ queryKey: orpc.containers.key() })}>
            {t.action.tryAgain}
          </Button>
          <Link href="/settings/containers" className="btn is-quiet is-small">
            {t.engine.settings}
          </Link>
        </>
      }
    >
      <p>{[sentence(told(engine.why)), engine.state === 'lost' ? t.engine.lostAbout : t.engine.start].filter(Boolean).join(' ')}</p>
      <p>
        {t.engine.goesOn} {children}
      </p>
      <Attempts attempts={engine.attempts} />
    </Notice>
  )
}

/** Where an engine was looked for, and why it was not there. */
export function Attempts({ attempts }: { attempts: EngineStatusView['attempts'] }) {
  if (attempts.length === 0) return null
  return (
    <Fold title={<span className="small font-normal">{t.engine.attempts}</span>} note={t.engine.attemptsCount(attempts.length)}>
      <ul className="pl-[22px]">
        {attempts.map((attempt) => (
          <li key={`${attempt.strategy} ${attempt.endpoint}`} className="row small min-h-6 flex-wrap gap-x-2 gap-y-0">
            <Icon of={attempt.isFound ? Check : Minus} size="small" className="text-text-3" />
            <span className="flex-none text-text-1">{attempt.strategy}</span>
            <span className="mono cut text-text-3" title={attempt.endpoint}>
              {attempt.endpoint}
            </span>
            <span className="wrap-anywhere text-text-2">{told(attempt.why) || (attempt.isFound ? t.engine.found : '')}</span>
          </li>
        ))}
      </ul>
    </Fold>
  )
}
