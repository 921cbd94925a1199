import { realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Fault } from '../contract/faults.ts'
import type { ManifestKind } from '../contract/manifests/index.ts'
import type { Problem } from '../contract/registry.ts'
import { checkFolder } from './check-folder.ts'
import { problemAt, startOfFile } from './finding.ts'
import type { InForce } from './in-force.ts'
import { isInside, type Root } from './load/place.ts'
import { sortedProblems } from './summaries.ts'

/** `ok` when there is at least one manifest and no error; warnings do not count. */
export type Validation = { ok: boolean; manifests: { kind: ManifestKind; name: string; file: string }[]; problems: Problem[] }

/**
 * Checks every manifest in a folder (or one manifest file) without loading it. Needs no registry; with one, `known` lets references to what is
 * installed resolve, and `roots` imports from the folder's neighbours. Throws NOT_FOUND when there is no such folder.
 */
export async function validateFolder(folder: string, context?: { known: ReadonlyMap<string, InForce>; roots: readonly Root[] }): Promise<Validation> {
  let path: string
  let isFile: boolean
  try {
    path = realpathSync.native(resolve(folder))
    isFile = statSync(path).isFile()
  } catch (cause) {
    throw new Fault('NOT_FOUND', { what: 'folder', name: folder }, { cause })
  }
  const start = isFile ? dirname(path) : path
  const rootPaths = (context?.roots ?? []).map((root) => root.path).filter((root) => isInside(root, start))
  const checked = await checkFolder({
    diskFolder: start,
    folder: start,
    root: { root: 'extra', path: start },
    rootPaths: [start, ...rootPaths],
    known: context?.known ?? new Map(),
    now: new Date(0).toISOString(),
    onlyFile: isFile ? path : undefined,
  })
  const problems = [...checked.problems]
  if (checked.entries.length === 0) {
    const what = isFile ? 'This file is no manifest.' : 'This folder holds no manifest.'
    problems.push(
      problemAt(path, startOfFile, {
        code: 'no-manifest',
        message: what,
        suggestion: 'Add a tool.yml, agent.yml, relic.yml, workflow.yml or monument.yml.',
      }),
    )
  }
  const manifests = checked.entries.flatMap(({ latest: { parsed }, place }) =>
    parsed.kind && parsed.name ? [{ kind: parsed.kind, name: parsed.name, file: place.file }] : [],
  )
  return { ok: problems.every((one) => one.severity !== 'error'), manifests, problems: sortedProblems(problems) }
}
