import { useQuery } from '@tanstack/react-query'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { cx } from '../../ui/cx.ts'
import { Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { BrokenFile } from './broken-file.tsx'
import { LibraryList } from './library-list.tsx'
import { ManifestDetail } from './manifest-detail.tsx'
import { useBrokenFile } from './use-broken-file.ts'

/** All manifests of one kind, and one of them in full. */
export default function LibraryScreen({ kind, name }: { kind: ManifestKind; name: string | null }) {
  const { orpc } = useApi()
  const list = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const { file: brokenFile, setFile: setBrokenFile, problems: broken } = useBrokenFile(kind, list.data)
  const hasDetail = name !== null || broken.length > 0
  return (
    <Shell>
      <main className="main-pane" data-pane tabIndex={-1}>
        <h1 className="sr-only">{t.library.titles[kind]}</h1>
        <div className={cx('split is-library', hasDetail && 'has-detail')}>
          <div className="split-left">
            {!list.data && (
              <div className="head">
                <h2>{t.library.titles[kind]}</h2>
              </div>
            )}
            {list.isPending && <Loading what={t.library.loading} lines={6} />}
            {list.isError && !list.data && <Failed what={t.library.failed} error={list.error} onRetry={() => list.refetch()} />}
            {list.data && (
              <LibraryList
                key={kind}
                kind={kind}
                name={broken.length > 0 ? null : name}
                registry={list.data}
                brokenFile={brokenFile}
                onBrokenFile={setBrokenFile}
              />
            )}
          </div>
          {hasDetail && (
            <div className="split-right">
              {broken.length > 0 ? (
                <BrokenFile key={brokenFile} kind={kind} problems={broken} onBack={() => setBrokenFile(null)} />
              ) : (
                name !== null && <ManifestDetail key={`${kind}/${name}`} kind={kind} name={name} />
              )}
            </div>
          )}
        </div>
      </main>
    </Shell>
  )
}
