import { createHash } from 'node:crypto'
import { namePattern } from '../../../contract/manifests/common.ts'
import type { ContextEntry } from './context.ts'
import type { ImagePlan } from './plan.ts'

/** Counted up when the same plan and context begin to make another image. */
const rules = 'cortex image 1'

/**
 * What an image is made of, as a digest: the Dockerfile, what it stands on (`baseIds`: the ids of those that are known, by name), what is handed
 * to the build, and the whole context with its executable bits. Proxies are no part of it: they change the way, not the result. Pure.
 */
export function imageDigest(given: {
  plan: Pick<ImagePlan, 'recipe' | 'dockerfilePath' | 'bases' | 'buildArgs'>
  context: readonly ContextEntry[]
  baseIds: Record<string, string>
}): string {
  const { plan, context, baseIds } = given
  const hash = createHash('sha256')
  const add = (...parts: (string | number)[]) => hash.update(`${JSON.stringify(parts)}\n`)
  add(rules, plan.dockerfilePath, plan.recipe)
  for (const { ref } of plan.bases) add('base', ref, baseIds[ref] ?? '')
  for (const [key, value] of Object.entries(plan.buildArgs).sort()) add('argument', key, value)
  for (const entry of context) {
    if (entry.kind === 'file') add('file', entry.path, entry.isExecutable ? 'x' : '', entry.sha256)
    else add(entry.kind, entry.path, entry.kind === 'link' ? entry.target : '')
  }
  return hash.digest('hex').slice(0, 40)
}

/** `cortex/tool-slugify`, `cortex/relic-kv_store`. Names that a repository may not have get another spelling and a part of their digest. */
export function repositoryOf(what: 'tool' | 'relic', name: string): string {
  if (namePattern.test(name) && !/[_-]$|___|-_|_-/.test(name)) return `cortex/${what}-${name}`
  const spelled = name.replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')
  return `cortex/${what}-${spelled}.${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
