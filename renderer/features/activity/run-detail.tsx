import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Square } from 'lucide-react'
import { useLocation } from 'wouter'
import type { Run } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { faultText } from '../../app/told.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { formatClockSeconds, formatDuration, formatShort } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { RunTree } from '../../ui/run-tree.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ValueView } from '../../ui/value-view.tsx'
import { useSlowTurn } from '../chats/live-turns.ts'
import { turnRows } from '../chats/turn-rows.ts'
import { Journal } from './journal.tsx'
import { runLabel } from './run-label.ts'
import { shownStatus } from './shown-status.ts'
import { treeRows } from './tree-rows.ts'

const isOpen = (run: Run) => ['queued', 'running', 'waiting'].includes(run.status)

/** One run: what was sent, what came back, what it called, and its journal. */
export function RunDetail({ id }: { id: Run['id'] }) {
  const { orpc } = useApi()
  const found = useQuery(
    orpc.runs.get.queryOptions({ input: { id }, refetchInterval: (query) => (query.state.data && isOpen(query.state.data.run) ? 1_000 : false) }),
  )
  const approvals = useQuery(orpc.safety.list.queryOptions({ input: {} })).data?.approvals ?? []
  if (found.isPending) return <Loading what={t.activity.loading} lines={6} />
  if (!found.data) return <Failed what={t.activity.runFailed} error={found.error} onRetry={() => found.refetch()} />
  const { tree } = found.data
  const run = { ...found.data.run, status: shownStatus(found.data.run, approvals) }
  return (
    <>
      <RunHead run={run} />
      <div className="scroll flex flex-col gap-4 px-4 py-3">
        {run.error && run.status === 'failed' && <Notice tone="danger" title={<span className="whitespace-pre-wrap">{faultText(run.error)}</span>} />}
        <dl className="grid max-w-[420px] grid-cols-[auto_1fr] gap-x-6 text-[12px]/[22px]">
          <Fact name={t.activity.started} value={formatClockSeconds(run.startedAt ?? run.createdAt)} />
          {run.durationMs !== null && <Fact name={t.activity.took} value={formatDuration(run.durationMs)} />}
          {run.usage.inputTokens + run.usage.outputTokens > 0 && (
            <Fact name={t.activity.tokens} value={t.activity.inOut(formatShort(run.usage.inputTokens), formatShort(run.usage.outputTokens))} />
          )}
          <Fact name={t.activity.trace} value={run.traceId} isMono />
        </dl>
        {tree.length > 1 && (
          <section>
            <h3 className="section-head text-text-1">{t.activity.tree}</h3>
            <WhatRan id={id} tree={tree} approvals={approvals} />
          </section>
        )}
        <Value name={t.activity.input} value={run.input} />
        {!isOpen(run) && !run.error && <Value name={t.activity.output} value={run.output} />}
        <Journal id={id} />
      </div>
    </>
  )
}

/** As its journal tells, with what its models did and when it waited; as stored until that has been read. */
function WhatRan({ id, tree, approvals }: { id: Run['id']; tree: readonly Run[]; approvals: Parameters<typeof treeRows>[2] }) {
  const [, go] = useLocation()
  const turn = useSlowTurn(id)
  const now = useNow(500, turn.runs.length > 0 && !turn.hasEnded)
  const told = turn.isBehind ? [] : turnRows(turn.runs, now)
  const rows = told.length >= tree.length ? told : treeRows(tree, now, approvals)
  return <RunTree rows={rows} label={t.activity.tree} onOpen={(run) => run !== id && go(`/activity/${run}`)} />
}

function RunHead({ run }: { run: Run }) {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const stop = async () => {
    await client.runs.cancel({ id: run.id })
    await queries.invalidateQueries({ queryKey: orpc.runs.key() })
  }
  return (
    <div className="head">
      <IconButton label={t.library.back} isSmall className="-ml-2 min-[901px]:hidden" onClick={() => go('/activity')}>
        <Icon of={ArrowLeft} size="small" />
      </IconButton>
      <StateGlyph state={run.status} isDecoration />
      <h2 className="cut">{runLabel(run.kind, run.name)}</h2>
      <span className="small flex-none text-text-3">{`${t.activity.kinds[run.kind]}, ${t.state[run.status]}`}</span>
      {run.tier && <TierWall tier={run.tier} />}
      <span className="row end flex-none gap-1">
        {run.sessionId && (
          <Button look="quiet" isSmall onClick={() => go(`/chats/${run.sessionId}`)}>
            {t.activity.openChat}
          </Button>
        )}
        {isOpen(run) && (
          <Button isSmall onClick={() => void stop().catch(() => {})}>
            <Icon of={Square} size="tiny" isFilled />
            {t.activity.stop}
          </Button>
        )}
      </span>
    </div>
  )
}

const Fact = ({ name, value, isMono }: { name: string; value: string; isMono?: boolean }) => (
  <>
    <dt className="text-text-3">{name}</dt>
    <dd className={isMono ? 'mono cut' : 'num'}>{value}</dd>
  </>
)

const Value = ({ name, value }: { name: string; value: unknown }) => (
  <section>
    <h3 className="section-head text-text-1">{name}</h3>
    <div className="card call [&>.call-part]:border-t-0">
      <ValueView value={value} label={name} />
    </div>
  </section>
)
