import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { useIsListFolded } from '../../app/use-media.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { EngineNotice } from '../containers/engine-notice.tsx'
import { ReclaimButton } from '../containers/reclaim.tsx'
import { useContainerStats } from '../containers/use-tool-image.ts'
import { useAddFolder } from '../install/install-context.ts'
import { looseProblems } from '../library/filter-manifests.ts'
import { ProblemPanel } from '../library/problem-panel.tsx'
import { RelicDetail } from './relic-detail.tsx'
import { countStates, findRow, relicRows } from './relic-rows.ts'
import { RelicTable } from './relic-table.tsx'
import { useRelics } from './use-relics.ts'

/** Every service that chats bring along, live, and one of them in full. */
export default function RelicsScreen({ name, id }: { name: string | null; id: string | null }) {
  const { orpc } = useApi()
  const list = useRelics(true)
  const stats = useContainerStats()
  const registry = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const isNarrow = useIsListFolded()
  const rows = relicRows(list.data?.relics ?? [])
  const chosen = findRow(rows, name, id)
  // In a wide window there is room for one below the list at once.
  const shown = chosen ?? (isNarrow ? null : (rows[0] ?? null))
  const counts = countStates(rows).map(({ state, count }) => `${count} ${t.relics.count[state] ?? t.relics.state[state]}`)
  const broken = registry.data ? looseProblems(registry.data, 'Relic') : []
  return (
    <Shell>
      <main className={cx('main-pane', chosen && 'is-shown')} data-pane tabIndex={-1}>
        <div className="head">
          <h1>{t.relics.title}</h1>
          {rows.length > 0 && <span className="small cut text-text-3">{counts.join(', ') || t.relics.allStopped}</span>}
          <span className="end min-w-0">
            <ReclaimButton />
          </span>
        </div>
        <div className="services-body">
          {list.isPending && <Loading what={t.relics.loading} lines={6} />}
          {list.isError && !list.data && <Failed what={t.relics.failed} error={list.error} onRetry={() => list.refetch()} />}
          {stats.data && stats.data.engine.state !== 'ready' && stats.data.engine.state !== 'looking' && (
            <div className="flex-none border-b border-line-1 p-3">
              <EngineNotice engine={stats.data.engine}>{t.relics.waitForEngine(rows.length)}</EngineNotice>
            </div>
          )}
          {rows.length > 0 && <RelicTable rows={rows} current={shown} />}
          {broken.length > 0 && !(isNarrow && chosen) && (
            <section
              className="flex max-h-[40%] flex-none flex-col gap-2 overflow-auto border-b border-line-1 px-4 py-3"
              aria-label={t.library.broken}
            >
              <h2 className="section-head">{t.library.broken}</h2>
              {broken.map((problem) => (
                <ProblemPanel
                  key={`${problem.file}:${problem.line}:${problem.column}:${problem.code}`}
                  problem={problem}
                  source={null}
                  note={t.library.notInForce}
                />
              ))}
            </section>
          )}
          {list.data && rows.length === 0 && <Empty />}
          {/* Named by its address: what is being started is told on, while its instance appears. */}
          {shown && <RelicDetail key={`${shown.relic.name} ${id ?? ''}`} row={shown} />}
        </div>
      </main>
    </Shell>
  )
}

function Empty() {
  const addFolder = useAddFolder()
  return (
    <div className="flex flex-col items-start gap-2 p-6">
      <h2 className="strong">{t.relics.emptyTitle}</h2>
      <p className="max-w-[460px] text-text-2">{t.relics.emptyAbout}</p>
      <Button look="primary" keys="Mod+O" onClick={addFolder}>
        {t.install.add}
      </Button>
    </div>
  )
}
