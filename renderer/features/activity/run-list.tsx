import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Run } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { formatDuration, formatWhen } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { moveInList } from '../../ui/move-in-list.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { summarise } from '../../ui/value-shape.ts'
import type { RunFilterValue } from './run-filter.tsx'
import { runKindIcons } from './run-kind-icons.ts'
import { runLabel } from './run-label.ts'
import { shownStatus } from './shown-status.ts'

const pageSize = 60

/** Runs, newest first. Without a filter on kind only those at the top of their tree; what they called is inside. */
export function RunList({ filter, current }: { filter: RunFilterValue; current: string | null }) {
  const { orpc } = useApi()
  const list = useInfiniteQuery(
    orpc.runs.list.infiniteOptions({
      input: (before: Run['id'] | undefined) => ({
        limit: pageSize,
        rootsOnly: filter.kind === '' && filter.status === '',
        ...(filter.kind && { kind: filter.kind }),
        ...(filter.status && { status: filter.status }),
        ...(before && { before }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page.runs.length === pageSize ? page.runs.at(-1)?.id : undefined),
      refetchInterval: 3_000,
    }),
  )
  const approvals = useQuery(orpc.safety.list.queryOptions({ input: {} })).data?.approvals ?? []
  const runs = list.data?.pages.flatMap((page) => page.runs) ?? []
  const now = new Date()
  return (
    <section aria-label={t.activity.runs}>
      <h3 className="group-head">{t.activity.runs}</h3>
      {list.isPending && <Loading what={t.activity.loading} className="px-3 py-2" />}
      {list.isError && !list.data && <Failed what={t.activity.failed} error={list.error} onRetry={() => list.refetch()} />}
      {list.data && runs.length === 0 && (
        <p className="small px-3 text-text-3">{filter.kind || filter.status ? t.activity.nothing : t.activity.empty}</p>
      )}
      <ul onKeyDown={moveInList}>
        {runs.map((run) => (
          <li key={run.id}>
            <Link href={`/activity/${run.id}`} data-row className="item" aria-current={run.id === current ? 'page' : undefined}>
              <StateGlyph state={shownStatus(run, approvals)} />
              <Icon of={runKindIcons[run.kind]} size="small" className="text-text-3" />
              <span className="flex-none font-[450]">{runLabel(run.kind, run.name)}</span>
              <span className="small cut text-text-3">{run.kind === 'build' ? '' : summarise(run.input)}</span>
              <span className="meta flex-none">
                {run.durationMs !== null && <span>{formatDuration(run.durationMs)}</span>}
                <span className="min-w-[38px] text-right">{formatWhen(run.createdAt, now)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="quiet" isSmall className="mx-3 my-2" onClick={() => void list.fetchNextPage()}>
          {t.activity.more}
        </Button>
      )}
    </section>
  )
}
