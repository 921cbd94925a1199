import { Waypoints } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Link } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary, Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { useUi } from '../../app/ui-store.ts'
import { Icon } from '../../ui/icon.tsx'
import { moveInList } from '../../ui/move-in-list.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { tip } from '../../ui/tip.tsx'
import { AddMenu } from '../install/add-menu.tsx'
import { BrokenFiles } from './broken-files.tsx'
import { EmptyLibrary } from './empty-library.tsx'
import { filterManifests, type LibraryFilter, looseProblems } from './filter-manifests.ts'
import { ManifestCards } from './manifest-cards.tsx'
import { ManifestTable } from './manifest-table.tsx'
import { sortManifests, usedByCounts } from './sort-manifests.ts'
import { ViewToggle } from './view-toggle.tsx'

interface LibraryListProps {
  kind: ManifestKind
  name: string | null
  registry: { manifests: ManifestSummary[]; problems: Problem[] }
  brokenFile: string | null
  onBrokenFile: (file: string | null) => void
}

/** All manifests of a kind as a table or as cards, searched, filtered and sorted. */
export function LibraryList({ kind, name, registry, brokenFile, onBrokenFile }: LibraryListProps) {
  const [filter, setFilter] = useState<LibraryFilter>('all')
  const [words, setWords] = useState('')
  const view = useUi((state) => state.libraryView)
  const sort = useUi((state) => state.librarySort)
  const set = useUi((state) => state.set)
  const all = registry.manifests.filter((manifest) => manifest.kind === kind)
  const files = [...Map.groupBy(looseProblems(registry, kind), (problem) => problem.file)].filter(([file]) =>
    file.toLowerCase().includes(words.toLowerCase()),
  )
  const usedBy = usedByCounts(registry.manifests)
  const shown = sortManifests(filterManifests(all, filter, words), sort, usedBy)
  const title = t.library.titles[kind]
  const problemCount = filterManifests(all, 'problems', '').length + files.length
  const given = { manifests: shown, usedBy, current: name, onOpen: () => onBrokenFile(null) }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links it holds
    <div className="contents" onKeyDown={moveInList}>
      <div className="head">
        <h2>{title}</h2>
        <Segments
          label={t.library.filter}
          value={filter}
          onChange={setFilter}
          options={[
            { value: 'all', label: t.library.all(all.length) },
            { value: 'mine', label: t.library.mine(filterManifests(all, 'mine', '').length) },
            { value: 'problems', label: t.library.problems(problemCount) },
          ]}
        />
        <span className="row end flex-none gap-1">
          <Link href="/library/graph" className="icon-btn is-small" aria-label={t.graph.title} {...tip(t.graph.title)}>
            <Icon of={Waypoints} size="small" />
          </Link>
          <ViewToggle />
          <AddMenu />
        </span>
      </div>
      <div className="library-find">
        <SearchField label={t.library.find} value={words} onChange={setWords} className="max-w-[468px]" onKeyDown={intoList} />
      </div>
      <div className="scroll">
        {shown.length > 0 &&
          (view === 'table' ? (
            <ManifestTable kind={kind} {...given} sort={sort} onSort={(librarySort) => set({ librarySort })} />
          ) : (
            <ManifestCards label={title} {...given} />
          ))}
        {files.length > 0 && filter !== 'mine' && <BrokenFiles files={files} current={brokenFile} onOpen={onBrokenFile} />}
        {shown.length === 0 && files.length === 0 && <EmptyLibrary kind={kind} isAllEmpty={all.length === 0} />}
      </div>
    </div>
  )
}

/** From the field for words down to the first of what it found. */
function intoList(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'ArrowDown') return
  event.preventDefault()
  event.currentTarget.closest('.split-left')?.querySelector<HTMLElement>('[data-row]')?.focus()
}
