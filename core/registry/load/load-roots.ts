import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Problem } from '../../contract/registry.ts'
import type { Catalogue } from '../catalogue.ts'
import { problemAt, startOfFile } from '../finding.ts'
import { createPause } from './pause.ts'
import { isInside, type Root } from './place.ts'
import { scanFolder } from './scan.ts'

/** Reads whole roots, in their order, into the catalogue and forgets files that are gone. Returns what is wrong with folders, by path. */
export async function loadRoots(roots: readonly Root[], catalogue: Catalogue): Promise<Map<string, Problem>> {
  const problems = new Map<string, Problem>()
  const pause = createPause()
  for (const root of roots) {
    if (!existsSync(root.path)) {
      const what = {
        code: 'missing-root',
        message: 'This manifest folder does not exist.',
        suggestion: 'Create it; it is read as soon as it is there.',
      } as const
      problems.set(root.path, problemAt(root.path, startOfFile, { ...what, severity: 'warning' }))
    }
    const scan = await scanFolder(root.path, root.path, pause)
    for (const problem of scan.problems) problems.set(problem.file, problem)
    const seen = new Set<string>()
    for (const file of scan.candidates) {
      const wait = pause()
      if (wait) await wait
      seen.add(file.path)
      catalogue.take(file.path, root, file, { isSure: true, tally: scan.tallies.get(dirname(file.path)) })
    }
    for (const path of [...catalogue.entries.keys()]) {
      if (isInside(root.path, path) && !seen.has(path)) catalogue.take(path, root, null, { isSure: true })
    }
  }
  return problems
}
