import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { Run } from '../../../core/contract/runs.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Failed } from '../../ui/failed.tsx'
import { formatDuration, formatWhen } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { moveInList } from '../../ui/move-in-list.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { shownStatus } from '../activity/shown-status.ts'

const pageSize = 6

/** The runs of a manifest, newest first, their times on one scale; each leads to its page in Activity. */
export function RunHistory({ kind, name }: { kind: ManifestKind; name: string }) {
  const { orpc } = useApi()
  const runKind = kind.toLowerCase() as Lowercase<ManifestKind>
  const list = useInfiniteQuery(
    orpc.runs.list.infiniteOptions({
      input: (before: Run['id'] | undefined) => ({ kind: runKind, name, limit: pageSize, ...(before && { before }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page.runs.length === pageSize ? page.runs.at(-1)?.id : undefined),
      staleTime: 0,
    }),
  )
  const approvals = useQuery(orpc.safety.list.queryOptions({ input: {} })).data?.approvals ?? []
  const now = new Date()
  const runs = (list.data?.pages.flatMap((page) => page.runs) ?? []).map((run) => ({
    id: run.id,
    state: shownStatus(run, approvals),
    when: formatWhen(run.createdAt, now),
    spentMs: run.durationMs ?? Math.max(0, now.getTime() - Date.parse(run.startedAt ?? run.createdAt)),
  }))
  const longestMs = Math.max(1, ...runs.map(({ spentMs }) => spentMs))
  return (
    <section>
      <h3 className="section-head text-text-1">{t.library.recent}</h3>
      {list.isPending && <Loading what={t.runHistory.loading} lines={2} className="py-2" />}
      {list.isError && !list.data && <Failed what={t.runHistory.failed} error={list.error} onRetry={() => list.refetch()} />}
      {list.data && runs.length === 0 && <p className="small text-text-3">{t.library.recentNone}</p>}
      {runs.length > 0 && (
        <ul className="tree" aria-label={t.library.recent} onKeyDown={moveInList}>
          {runs.map(({ id, state, when, spentMs }) => {
            const took = state === 'queued' ? '' : formatDuration(spentMs)
            return (
              <li key={id}>
                <Link href={`/activity/${id}`} data-row className="run-link" aria-label={t.runHistory.run(t.state[state], when, took)}>
                  <span className="row gap-1.5">
                    <StateGlyph state={state} isDecoration />
                    <span className="cut">{when}</span>
                  </span>
                  <span className="bar">
                    <span
                      className={cx(['running', 'waiting', 'failed'].includes(state) && `is-${state}`)}
                      style={{ width: `${(100 * spentMs) / longestMs}%` }}
                    />
                  </span>
                  <span className="took">{took}</span>
                </Link>
              </li>
            )
          })}
        </ul>
      )}
      {list.hasNextPage && (
        <Button look="quiet" isSmall className="-ml-2" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.runHistory.more}
        </Button>
      )}
    </section>
  )
}
