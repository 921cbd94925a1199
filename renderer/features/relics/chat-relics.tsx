import { useQuery } from '@tanstack/react-query'
import { Play, RotateCw, Square } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Beats } from '../../ui/beats.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText } from '../../ui/failed.tsx'
import { formatAge } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useContainerStats, useHasEngine } from '../containers/use-tool-image.ts'
import { chatRelics } from './chat-relic-rows.ts'
import { beatsOf, dotLook, healthText, stateWord, wordLook } from './relic-look.ts'
import { isAtWork, type RelicRow } from './relic-rows.ts'
import { useRelicActions, useRelics } from './use-relics.ts'

/** The services of this chat: those at work, and those its agent has. Not drawn where there are none. */
export function ChatRelics({ session }: { session: Session }) {
  const { orpc, queries } = useApi()
  const list = useRelics(true)
  const agent = useQuery(orpc.registry.get.queryOptions({ input: { kind: 'Agent', name: session.agent } }))
  const used = agent.data?.summary.uses.filter((use) => use.kind === 'Relic').map((use) => use.name) ?? []
  const rows = chatRelics(list.data?.relics ?? [], session.id, used)
  const stats = useContainerStats()
  // Counting is dear, so it is done again only when a relic has come, gone or changed its state.
  const states = rows.map((row) => `${row.path} ${row.instance?.state}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the states are the trigger
  useEffect(() => void queries.invalidateQueries({ queryKey: orpc.containers.stats.key() }), [states, queries, orpc])
  const running = stats.data?.containers.filter((one) => one.sessionId === session.id && one.status === 'running').length ?? null
  if (rows.length === 0 && !running) return null
  const up = rows.filter((row) => row.instance?.state === 'healthy').length
  return (
    <section className="section">
      <h3 className="section-head">
        {t.inspector.relics}
        <span className="end">{t.inspector.relicsUp(up)}</span>
      </h3>
      <ul>
        {rows.map((row) => (
          <ChatRelic key={row.path} row={row} session={session} />
        ))}
      </ul>
      <CleanUp session={session} running={running} />
    </section>
  )
}

function ChatRelic({ row: { path, relic, instance }, session }: { row: RelicRow; session: Session }) {
  const actions = useRelicActions()
  const hasEngine = useHasEngine()
  const isUp = instance?.state === 'healthy'
  const now = useNow(10_000, isUp)
  const isBusy = actions.busy !== null
  const target = instance ?? { name: relic.name, sessionId: relic.scope === 'shared' ? null : session.id }
  const state = instance ? stateWord(instance) : t.relics.notStarted
  return (
    <li>
      <div className="row h-[26px] gap-1.5 text-[12px]">
        <i className={cx('dot', instance ? dotLook(instance.state) : 'is-off')} />
        <Link href={`/relics/${path}`} className="cut hover:underline" aria-label={`${relic.name}, ${state}`}>
          {relic.name}
        </Link>
        <span className={cx('micro end num flex-none', instance ? wordLook(instance.state) : 'text-text-3')} title={instance?.detail || undefined}>
          {actions.busy === 'start' ? t.relics.state.starting : isUp && instance.startedAt ? formatAge(now - Date.parse(instance.startedAt)) : state}
        </span>
        {isUp && <Beats beats={beatsOf(instance.health, 14)} label={healthText(instance.health, 14)} />}
        {instance && isAtWork(instance.state) ? (
          <span className="flex flex-none">
            <IconButton label={`${t.action.restart} ${relic.name}`} isSmall disabled={isBusy} onClick={() => actions.act('restart', target)}>
              <Icon of={RotateCw} size="tiny" />
            </IconButton>
            <IconButton label={`${t.action.stop} ${relic.name}`} isSmall disabled={isBusy} onClick={() => actions.act('stop', target)}>
              <Icon of={Square} size="tiny" isFilled />
            </IconButton>
          </span>
        ) : (
          <IconButton
            label={`${t.action.start} ${relic.name}`}
            title={hasEngine ? undefined : t.image.noEngine}
            isSmall
            disabled={isBusy || !hasEngine}
            onClick={() => actions.act('start', target)}
          >
            <Icon of={Play} size="tiny" />
          </IconButton>
        )}
      </div>
      {(actions.failed || (instance?.state === 'failed' && instance.detail)) && (
        <p
          className="micro mb-1 ml-[13px] line-clamp-4 text-danger wrap-anywhere"
          role="alert"
          title={actions.failed ? errorText(actions.failed.error) : instance?.detail}
        >
          {actions.failed ? errorText(actions.failed.error) : instance?.detail}
        </p>
      )}
    </li>
  )
}

/** How many containers run for this chat, and the way to end them all. null: not counted yet. */
function CleanUp({ session, running }: { session: Session; running: number | null }) {
  const { client, queries, orpc } = useApi()
  const [isAsking, setIsAsking] = useState(false)
  const cleanUp = async () => {
    try {
      const { removed } = await client.containers.cleanUpSession({ id: session.id })
      showToast(t.inspector.cleanedUp(removed))
    } catch (error) {
      showToast(errorText(error))
    }
    await Promise.all([queries.invalidateQueries({ queryKey: orpc.relics.key() }), queries.invalidateQueries({ queryKey: orpc.containers.key() })])
  }
  return (
    <div className="row small min-h-6 pt-1 text-text-3">
      {running !== null && t.inspector.containers(running)}
      <span className="end">
        <Button look="quiet" isSmall onClick={() => setIsAsking(true)}>
          {t.inspector.cleanUp}
        </Button>
      </span>
      <Confirm
        isOpen={isAsking}
        title={t.inspector.cleanUpTitle}
        about={t.inspector.cleanUpAbout}
        action={t.inspector.cleanUp}
        onConfirm={() => void cleanUp()}
        onClose={() => setIsAsking(false)}
      />
    </div>
  )
}
