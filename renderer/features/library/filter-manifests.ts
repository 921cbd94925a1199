import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary, Problem } from '../../../core/contract/registry.ts'
import { told } from '../../app/told.ts'

export type LibraryFilter = 'all' | 'mine' | 'problems'

const isMine = (manifest: ManifestSummary) => manifest.root !== 'bundled'
const hasProblems = (manifest: ManifestSummary) => manifest.problems.length > 0 || manifest.uses.some((use) => use.isMissing)

export function filterManifests(manifests: readonly ManifestSummary[], filter: LibraryFilter, words: string): ManifestSummary[] {
  const searched = words.trim().toLowerCase()
  return manifests
    .filter((manifest) => filter === 'all' || (filter === 'mine' ? isMine(manifest) : hasProblems(manifest)))
    .filter((manifest) =>
      [manifest.name, manifest.description, ...manifest.rights.map((right) => `${right.code} ${told(right.text)}`)].some((text) =>
        text.toLowerCase().includes(searched),
      ),
    )
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** Problems of files that have nothing in force, of one kind as far as the file's name tells; what tells nothing stands with the tools. */
export function looseProblems(registry: { manifests: readonly ManifestSummary[]; problems: readonly Problem[] }, kind: ManifestKind): Problem[] {
  const inForce = new Set(registry.manifests.map((manifest) => manifest.file))
  const tells = (file: string, kind: string) => new RegExp(`(^|[/\\\\.])${kind}s?[/\\\\.]|${kind}\\.(ya?ml|md)$`, 'i').test(file)
  const kindOf = (file: string): ManifestKind => (tells(file, 'agent') ? 'Agent' : tells(file, 'relic') ? 'Relic' : 'Tool')
  return registry.problems.filter((problem) => !inForce.has(problem.file) && kindOf(problem.file) === kind)
}
