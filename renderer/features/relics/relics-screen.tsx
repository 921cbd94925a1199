import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { useUi } from '../../app/ui-store.ts'
import { useIsListFolded } from '../../app/use-media.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { moveInList } from '../../ui/move-in-list.ts'
import { EngineNotice } from '../containers/engine-notice.tsx'
import { ReclaimButton } from '../containers/reclaim.tsx'
import { useContainerStats } from '../containers/use-tool-image.ts'
import { useAddFolder } from '../install/install-context.ts'
import { BrokenFile } from '../library/broken-file.tsx'
import { BrokenFiles } from '../library/broken-files.tsx'
import { looseProblems } from '../library/filter-manifests.ts'
import { useBrokenFile } from '../library/use-broken-file.ts'
import { ViewToggle } from '../library/view-toggle.tsx'
import { RelicCards } from './relic-cards.tsx'
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
  const files = registry.data ? [...Map.groupBy(looseProblems(registry.data, 'Relic'), (problem) => problem.file)] : []
  const broken = useBrokenFile('Relic', registry.data)
  const view = useUi((state) => state.libraryView)
  const Relics = view === 'table' ? RelicTable : RelicCards
  const current = broken.problems.length > 0 ? null : shown
  const isDetailAlone = isNarrow && (chosen !== null || broken.problems.length > 0)
  return (
    <Shell>
      <main className={cx('main-pane', (chosen || broken.problems.length > 0) && 'is-shown')} data-pane tabIndex={-1}>
        <div className="head">
          <h1>{t.relics.title}</h1>
          {rows.length > 0 && <span className="small cut text-text-3">{counts.join(', ') || t.relics.allStopped}</span>}
          <span className="row end min-w-0 gap-1">
            <ReclaimButton />
            <ViewToggle />
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
          {rows.length > 0 && !isDetailAlone && <Relics rows={rows} current={current} onOpen={() => broken.setFile(null)} />}
          {files.length > 0 && !isDetailAlone && (
            // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the rows it holds
            <div className="max-h-[40%] flex-none overflow-auto border-b border-line-1 px-2.5" onKeyDown={moveInList}>
              <BrokenFiles files={files} current={broken.file} onOpen={broken.setFile} />
            </div>
          )}
          {list.data && rows.length === 0 && files.length === 0 && <Empty />}
          {/* Named by its address: what is being started is told on, while its instance appears. */}
          {broken.problems.length > 0 ? (
            <div className="flex min-h-[320px] flex-1 flex-col">
              <BrokenFile key={broken.file} kind="Relic" problems={broken.problems} onBack={() => broken.setFile(null)} />
            </div>
          ) : (
            shown && <RelicDetail key={`${shown.relic.name} ${id ?? ''}`} row={shown} />
          )}
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
