import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary, Problem } from '../../../core/contract/registry.ts'
import { useEditing } from './editor/editing-store.ts'
import { looseProblems } from './filter-manifests.ts'
import { pathOf } from './icons.ts'

/** The file of which nothing is in force that is looked at, on the page of a kind. Once it is mended it has a page of its own, and that is shown. */
export function useBrokenFile(kind: ManifestKind, registry: { manifests: ManifestSummary[]; problems: Problem[] } | undefined) {
  const [location, go] = useLocation()
  // Only at the address where it was opened: whoever goes to a manifest from it wants to see that.
  const [opened, setOpened] = useState<{ file: string; at: string } | null>(null)
  const file = opened?.at === location ? opened.file : null
  const setFile = (next: string | null) => setOpened(next === null ? null : { file: next, at: location })
  const mended = file === null ? undefined : registry?.manifests.find((manifest) => manifest.file === file)
  useEffect(() => {
    if (!mended) return
    const { open, setOpen } = useEditing.getState()
    // With the editor open there as it was here.
    if (open === mended.file) setOpen(`${mended.kind}/${mended.name}`)
    setOpened(null)
    go(pathOf(mended))
  }, [mended, go])
  return { file, setFile, problems: registry ? looseProblems(registry, kind).filter((problem) => problem.file === file) : [] }
}
