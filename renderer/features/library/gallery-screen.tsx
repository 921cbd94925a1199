import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { moveInList } from '../../ui/move-in-list.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { AddMenu } from '../install/add-menu.tsx'
import { filterManifests } from './filter-manifests.ts'
import { GalleryActions } from './gallery-actions.tsx'
import { ManifestCard } from './manifest-cards.tsx'
import { moveInGrid } from './move-in-grid.ts'
import { TemplateCards } from './template-cards.tsx'

const order: readonly ManifestKind[] = ['Agent', 'Tool', 'Relic', 'Workflow', 'Monument']

/** What ships and what a start can be made from: seen at a glance, tried and customised from here. */
export default function GalleryScreen() {
  const { orpc } = useApi()
  const list = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const [words, setWords] = useState('')
  const shipped = (list.data?.manifests ?? []).filter((manifest) => manifest.root === 'bundled' || manifest.overrides !== undefined)
  const shown = filterManifests(shipped, 'all', words)
  return (
    <Shell>
      <main className="main-pane" data-pane tabIndex={-1}>
        <div className="head">
          <h1 className="cut">{t.gallery.title}</h1>
          <span className="row end flex-none gap-1.5">
            <SearchField label={t.gallery.find} value={words} onChange={setWords} className="w-[min(240px,30vw)]" />
            <AddMenu />
          </span>
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links it holds */}
        <div className="scroll" onKeyDown={moveInList}>
          <p className="px-4 pt-3 text-text-3">{t.gallery.about}</p>
          {list.isPending && <Loading what={t.gallery.loading} lines={6} />}
          {list.isError && !list.data && <Failed what={t.gallery.failed} error={list.error} onRetry={() => list.refetch()} />}
          {list.data && shown.length === 0 && <p className="px-4 py-3 text-text-2">{t.gallery.nothing}</p>}
          {order.map((kind) => {
            const some = shown.filter((manifest) => manifest.kind === kind)
            return (
              some.length > 0 && (
                <section key={kind} aria-label={t.gallery.kinds[kind]}>
                  <h2 className="cards-head">
                    {t.gallery.kinds[kind]} <span className="num">{some.length}</span>
                  </h2>
                  <ul className="manifest-cards" onKeyDown={moveInGrid}>
                    {some.map((manifest) => (
                      <ManifestCard
                        key={manifest.name}
                        manifest={manifest}
                        aside={manifest.root === 'bundled' ? manifest.version && t.library.version(manifest.version) : t.gallery.yours}
                        actions={<GalleryActions manifest={manifest} />}
                      />
                    ))}
                  </ul>
                </section>
              )
            )
          })}
          <TemplateCards words={words} />
        </div>
      </main>
    </Shell>
  )
}
