import { FileWarning, Search } from 'lucide-react'
import { useState } from 'react'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary, Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { Icon } from '../../ui/icon.tsx'
import { moveInList } from '../../ui/move-in-list.ts'
import { Segments } from '../../ui/segments.tsx'
import { AddMenu } from '../install/add-menu.tsx'
import { filterManifests, type LibraryFilter, looseProblems } from './filter-manifests.ts'
import { ManifestRow } from './manifest-row.tsx'

interface LibraryListProps {
  kind: ManifestKind
  name: string | null
  registry: { manifests: ManifestSummary[]; problems: Problem[] }
  brokenFile: string | null
  onBrokenFile: (file: string | null) => void
}

export function LibraryList({ kind, name, registry, brokenFile, onBrokenFile }: LibraryListProps) {
  const [filter, setFilter] = useState<LibraryFilter>('all')
  const [words, setWords] = useState('')
  const all = registry.manifests.filter((manifest) => manifest.kind === kind)
  const files = [...Map.groupBy(looseProblems(registry, kind), (problem) => problem.file)].filter(([file]) =>
    file.toLowerCase().includes(words.toLowerCase()),
  )
  const shown = filterManifests(all, filter, words)
  const title = t.library.titles[kind]
  const problemCount = filterManifests(all, 'problems', '').length + files.length
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
        <span className="end">
          <AddMenu />
        </span>
      </div>
      <div className="px-3 pt-2">
        <label className="field is-small is-quiet">
          <Icon of={Search} size="small" className="text-text-3" />
          <input
            type="search"
            aria-label={t.library.find}
            placeholder={t.library.find}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </label>
      </div>
      <div className="scroll px-1.5 py-0.5">
        <div className="manifest-row is-head" aria-hidden="true">
          <span>{title}</span>
          <span>{kind === 'Agent' ? t.library.uses : t.library.runsIn}</span>
          <span>{t.library.rights}</span>
          <span />
        </div>
        <ul aria-label={title}>
          {shown.map((manifest) => (
            <ManifestRow key={manifest.name} manifest={manifest} isCurrent={manifest.name === name} onOpen={() => onBrokenFile(null)} />
          ))}
        </ul>
        {files.length > 0 && filter !== 'mine' && (
          <section aria-label={t.library.broken}>
            <h3 className="manifest-row is-head">{t.library.broken}</h3>
            <ul>
              {files.map(([file, problems]) => (
                <li key={file}>
                  <button
                    type="button"
                    data-row
                    className="manifest-row"
                    aria-current={file === brokenFile ? 'true' : undefined}
                    onClick={() => onBrokenFile(file)}
                    title={file}
                  >
                    <span className="name col-span-3">
                      <Icon of={FileWarning} size="small" />
                      <b className="cut">{file.split(/[\\/]/).slice(-2).join('/')}</b>
                    </span>
                    <span className="chip is-danger justify-self-start">{t.library.problemChip(problems.length)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        {shown.length === 0 && files.length === 0 && (
          <div className="px-2.5 py-3">
            <p className="text-text-2">{all.length === 0 ? t.library.emptyTitle(title.toLowerCase()) : t.library.nothingFound}</p>
            {all.length === 0 && <p className="small text-text-3">{t.library.emptyAbout}</p>}
          </div>
        )}
      </div>
    </div>
  )
}
