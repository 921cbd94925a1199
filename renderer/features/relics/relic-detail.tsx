import { ArrowLeft, Info } from 'lucide-react'
import { useLocation } from 'wouter'
import { t } from '../../app/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { LogView } from '../../ui/log-view.tsx'
import { Notice } from '../../ui/notice.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useJournal } from '../activity/use-journal.ts'
import { PreparationList } from '../containers/preparation-list.tsx'
import { preparationsOf } from '../containers/preparations.ts'
import { RelicButtons, StopStart } from './relic-buttons.tsx'
import { RelicCharts } from './relic-charts.tsx'
import { RelicEndpoints } from './relic-endpoints.tsx'
import { RelicFacts } from './relic-facts.tsx'
import { RelicLogs } from './relic-logs.tsx'
import { chipLook, stateWord } from './relic-look.ts'
import { RelicProblems } from './relic-problems.tsx'
import { isAtWork, type RelicRow } from './relic-rows.ts'
import { StartRelic } from './start-relic.tsx'
import { type RelicActions, useChatTitle, useRelicActions } from './use-relics.ts'

/** One relic where it is at work: what it does now on the left, what it is and how it is called on the right. */
export function RelicDetail({ row }: { row: RelicRow }) {
  const { relic, instance } = row
  const [, go] = useLocation()
  const actions = useRelicActions((started) => go(`/relics/${started.name}/${started.id}`))
  const title = useChatTitle(instance?.sessionId ?? null)
  const belongsTo = instance?.sessionId === null ? t.relics.shared : title
  return (
    <section className="service" aria-label={relic.name}>
      <div className="service-main">
        <div className="head">
          <IconButton label={t.relics.back} isSmall className="-ml-2 min-[901px]:hidden" onClick={() => go('/relics')}>
            <Icon of={ArrowLeft} size="small" />
          </IconButton>
          <h2 className="flex-none">{relic.name}</h2>
          <span className={cx('chip', instance && chipLook(instance.state))}>{instance ? stateWord(instance) : t.relics.notStarted}</span>
          <span className="small cut text-text-3" title={belongsTo}>
            {belongsTo}
          </span>
          <span className="row end flex-none gap-0.5">
            {instance ? (
              <RelicButtons instance={instance} actions={actions} />
            ) : actions.busy === 'start' ? (
              <StopStart actions={actions} />
            ) : (
              <StartRelic relic={relic} actions={actions} />
            )}
          </span>
        </div>
        <Told row={row} actions={actions} />
        <div className="flex max-h-[50%] flex-none flex-col gap-2 overflow-auto px-4 py-2 empty:hidden">
          <RelicProblems name={relic.name} />
        </div>
        {instance ? (
          <>
            {(instance.samples.length > 0 || instance.health.length > 0 || isAtWork(instance.state)) && <RelicCharts instance={instance} />}
            <RelicLogs key={instance.id} instance={instance} />
          </>
        ) : (
          <p className="px-4 py-3 text-text-2">{relic.description}</p>
        )}
      </div>
      <div className="service-side">
        <div className="head">
          <h3 className="strong flex-none">{t.relics.endpoints}</h3>
          <span className="small cut text-text-3">{t.relics.callableBy(relic.usedBy)}</span>
        </div>
        <div className="scroll">
          <RelicEndpoints relic={relic} instance={instance} />
          <RelicFacts relic={relic} instance={instance} />
        </div>
      </div>
    </section>
  )
}

/** What it waits for or why it failed, a start that is under way, and a manifest that has changed. */
function Told({ row, actions }: { row: RelicRow; actions: RelicActions }) {
  const { instance } = row
  const journal = useJournal(actions.runId)
  const steps = preparationsOf(journal)
  const logs = journal.flatMap((event) => (event.type === 'run.log' && event.runId === actions.runId ? [event.line] : []))
  const isBad = instance?.state === 'failed'
  return (
    <div className="flex flex-none flex-col gap-2 px-4 py-2 empty:hidden">
      {actions.failed && (
        <Notice
          tone="danger"
          title={t.relics.actionFailed(actions.failed.name)}
          actions={
            <Button isSmall onClick={actions.forget}>
              {t.action.dismiss}
            </Button>
          }
        >
          <span className="whitespace-pre-wrap">{errorText(actions.failed.error)}</span>
        </Notice>
      )}
      {actions.runId && (
        <div className="card call" role="status">
          <div className="row small min-h-[30px] px-2.5 text-text-2">
            <StateGlyph state="running" isDecoration />
            {t.relics.starting(row.relic.name)}
          </div>
          <PreparationList steps={steps} />
          {logs.length > 0 && <LogView lines={logs} isLive />}
        </div>
      )}
      {instance?.detail && instance.state !== 'healthy' && !actions.failed && (
        <p className={cx('small whitespace-pre-wrap wrap-anywhere', isBad ? 'text-danger' : 'text-text-2')} role={isBad ? 'alert' : undefined}>
          {instance.detail}
        </p>
      )}
      {instance?.isOutdated && (
        <p className="row small flex-wrap text-text-2">
          <Icon of={Info} size="small" className="text-text-3" />
          <b className="strong text-text-1">{t.relics.outdated}</b>
          {t.relics.outdatedAbout}
          <Button isSmall className="end" disabled={actions.busy !== null} onClick={() => actions.act('restart', instance)}>
            {t.action.restart}
          </Button>
        </p>
      )}
    </div>
  )
}
