import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo, useState } from 'react'
import type { ManifestKind } from '../../../../core/contract/manifests/common.ts'
import { useApi } from '../../../api/api-context.ts'
import { lazyScreen } from '../../../app/lazy-screen.ts'
import { t } from '../../../app/messages.ts'
import { Shell } from '../../../app/shell.tsx'
import { Failed } from '../../../ui/failed.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { Segments } from '../../../ui/segments.tsx'
import { kindIcons } from '../icons.ts'
import { GraphList } from './graph-list.tsx'
import { cutGraph, graphOf, searchGraph } from './library-graph.ts'

const GraphView = lazyScreen(() => import('./graph-view.tsx'))
/** More are neither read nor laid out in a moment. */
const mostDrawn = 250

/** Who uses whom in the whole library, drawn or as a list. */
export default function GraphScreen() {
  const { orpc } = useApi()
  const list = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const [words, setWords] = useState('')
  const [hidden, setHidden] = useState<ReadonlySet<ManifestKind>>(new Set())
  const [look, setLook] = useState<'drawing' | 'list'>('drawing')
  const whole = useMemo(() => graphOf(list.data?.manifests ?? []), [list.data])
  const kinds = useMemo(() => [...new Set(whole.nodes.map(({ kind }) => kind))], [whole])
  const searched = useMemo(() => searchGraph(whole, words, new Set(kinds.filter((kind) => !hidden.has(kind)))), [whole, words, kinds, hidden])
  const drawn = useMemo(() => cutGraph(searched, mostDrawn), [searched])
  const toggle = (kind: ManifestKind) => {
    const next = new Set(hidden)
    if (!next.delete(kind)) next.add(kind)
    setHidden(next)
  }
  return (
    <Shell>
      <main className="main-pane" data-pane tabIndex={-1}>
        <div className="head">
          <h1 className="cut">{t.graph.title}</h1>
          <span className="small cut text-text-3 max-[900px]:hidden">{t.graph.count(searched.nodes.length, searched.edges.length)}</span>
          <span className="row end flex-none gap-1.5">
            <SearchField label={t.graph.find} value={words} onChange={setWords} className="w-[min(220px,26vw)]" />
            <Segments
              label={t.graph.look}
              value={look}
              onChange={setLook}
              options={[
                { value: 'drawing', label: t.graph.drawing },
                { value: 'list', label: t.graph.list },
              ]}
            />
          </span>
        </div>
        {kinds.length > 1 && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a row of the head
          <div className="row flex-none gap-1.5 border-b border-line-1 px-4 py-1.5" role="group" aria-label={t.graph.kinds}>
            {kinds.map((kind) => (
              <button key={kind} type="button" className="btn is-small kind-toggle" aria-pressed={!hidden.has(kind)} onClick={() => toggle(kind)}>
                <Icon of={kindIcons[kind]} size="small" />
                {t.gallery.kinds[kind]}
              </button>
            ))}
            <span className="small end cut text-text-3">
              {drawn.nodes.length < searched.nodes.length && look === 'drawing'
                ? t.graph.cut(drawn.nodes.length, searched.nodes.length)
                : look === 'drawing' && t.graph.keys}
            </span>
          </div>
        )}
        {list.isPending && <Loading what={t.library.loading} lines={6} />}
        {list.isError && !list.data && <Failed what={t.library.failed} error={list.error} onRetry={() => list.refetch()} />}
        {list.data && searched.nodes.length === 0 && <p className="p-4 text-text-2">{whole.nodes.length === 0 ? t.graph.empty : t.graph.none}</p>}
        {searched.nodes.length > 0 &&
          (look === 'list' ? (
            <div className="scroll">
              <GraphList graph={searched} />
            </div>
          ) : (
            <div className="min-h-0 grow">
              <Suspense fallback={<Loading what={t.graph.loading} lines={6} />}>
                <GraphView label={t.graph.title} graph={drawn} marked={searched.found} />
              </Suspense>
            </div>
          ))}
      </main>
    </Shell>
  )
}
