import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo } from 'react'
import { Link } from 'wouter'
import type { ManifestKind } from '../../../../core/contract/manifests/common.ts'
import { useApi } from '../../../api/api-context.ts'
import { lazyScreen } from '../../../app/lazy-screen.ts'
import { t } from '../../../app/messages.ts'
import { Loading } from '../../../ui/loading.tsx'
import { cutGraph, graphAround, graphOf } from './library-graph.ts'

const GraphView = lazyScreen(() => import('./graph-view.tsx'))

/** What a manifest uses and what uses it, drawn; nothing while it stands alone. The lists beside it say the same in words. */
export function ManifestGraph({ kind, name }: { kind: ManifestKind; name: string }) {
  const { orpc } = useApi()
  const list = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const id = `${kind}/${name}`
  const graph = useMemo(() => cutGraph(graphAround(graphOf(list.data?.manifests ?? []), id), 60), [list.data, id])
  const marked = useMemo(() => new Set([id]), [id])
  if (graph.edges.length === 0) return null
  return (
    <section className="flex-none">
      <h3 className="section-head text-text-1">
        {t.graph.short}
        <span className="end">
          <Link href="/library/graph" className="underline decoration-line-2 underline-offset-2">
            {t.graph.open}
          </Link>
        </span>
      </h3>
      <div className="card" style={{ height: Math.min(320, 110 + 22 * graph.nodes.length) }}>
        <Suspense fallback={<Loading what={t.graph.loading} lines={3} />}>
          <GraphView label={t.graph.drawn(name)} graph={graph} marked={marked} isSmall />
        </Suspense>
      </div>
    </section>
  )
}
