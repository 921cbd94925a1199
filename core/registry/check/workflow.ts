import type { WorkflowManifest } from '../../contract/manifests/index.ts'
import type { Finding, ValuePath } from '../finding.ts'
import { nearestOf } from '../nearest.ts'

/** Steps: ids are unique, `needs` names steps that exist, no step waits for itself, and expressions read only steps that are upstream. */
export function checkWorkflow(manifest: WorkflowManifest): Finding[] {
  const findings: Finding[] = []
  const needs = new Map<string, string[]>()
  manifest.steps.forEach((step, index) => {
    if (needs.has(step.id)) {
      findings.push({
        path: ['steps', index, 'id'],
        at: 'value',
        code: 'duplicate-step',
        message: `Two steps are called "${step.id}".`,
        suggestion: 'Rename one of them.',
      })
    } else needs.set(step.id, step.needs ?? [])
  })
  manifest.steps.forEach((step, index) => {
    step.needs?.forEach((id, position) => {
      if (!needs.has(id))
        findings.push(
          unknownStep(
            ['steps', index, 'needs', position],
            id,
            [...needs.keys()].filter((one) => one !== step.id),
            true,
          ),
        )
    })
  })
  const cycle = findStepCycle(needs)
  if (cycle) {
    const index = manifest.steps.findIndex((step) => step.id === cycle[0])
    const message = `Steps wait for each other: ${cycle.join(' -> ')}.`
    findings.push({ path: ['steps', index, 'needs'], at: 'value', code: 'step-cycle', message, suggestion: 'Remove one of these needs.' })
    return findings
  }
  manifest.steps.forEach((step, index) => {
    const upstream = upstreamOf(step.id, needs)
    for (const { path, ids } of stepsRead({ if: step.if, for_each: step.for_each, approval: step.approval, with: step.with }, ['steps', index])) {
      for (const id of ids) if (!upstream.has(id)) findings.push(notUpstream(path, id, step.id, needs))
    }
  })
  for (const { path, ids } of stepsRead(manifest.outputs, ['outputs'])) {
    for (const id of ids) if (!needs.has(id)) findings.push(unknownStep(path, id, [...needs.keys()], false))
  }
  return findings
}

function unknownStep(path: ValuePath, id: string, known: string[], isWhole: boolean): Finding {
  const nearest = nearestOf(id, known)
  return {
    path,
    at: 'value',
    code: 'unknown-step',
    message: `There is no step "${id}".`,
    suggestion: nearest ? `Did you mean "${nearest}"?` : `Steps: ${known.join(', ')}.`,
    ...(nearest && isWhole ? { fix: { replacement: nearest } } : {}),
  }
}

function notUpstream(path: ValuePath, id: string, step: string, needs: Map<string, string[]>): Finding {
  if (!needs.has(id))
    return unknownStep(
      path,
      id,
      [...needs.keys()].filter((one) => one !== step),
      false,
    )
  const message = id === step ? `Step "${step}" reads its own result.` : `Step "${step}" reads "${id}", but does not wait for it.`
  return { path, at: 'value', code: 'unknown-step', message, suggestion: id === step ? null : `Add needs: [${id}].` }
}

function upstreamOf(id: string, needs: Map<string, string[]>): Set<string> {
  const seen = new Set<string>()
  const open = [...(needs.get(id) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(needs.get(next) ?? []))
  }
  return seen
}

/** The way round as ids, first and last the same; null when there is none. */
function findStepCycle(needs: Map<string, string[]>): string[] | null {
  const done = new Set<string>()
  const walk = (id: string, way: string[]): string[] | null => {
    const start = way.indexOf(id)
    if (start >= 0) return [...way.slice(start), id]
    if (done.has(id)) return null
    for (const next of needs.get(id) ?? []) {
      const found = needs.has(next) ? walk(next, [...way, id]) : null
      if (found) return found
    }
    done.add(id)
    return null
  }
  for (const id of needs.keys()) {
    const found = walk(id, [])
    if (found) return found
  }
  return null
}

/** Each text inside `value` with the ids of the steps its `${{ }}` expressions read. Text in quotes inside an expression is skipped. */
function stepsRead(value: unknown, path: ValuePath): { path: ValuePath; ids: Set<string> }[] {
  if (typeof value === 'string') {
    const ids = new Set<string>()
    for (const [, expression] of value.matchAll(/\$\{\{(.*?)\}\}/gs)) {
      const code = (expression ?? '').replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
      for (const [, id] of code.matchAll(/(?<![\w.])steps\.([A-Za-z_]\w*)/g)) if (id) ids.add(id)
    }
    return ids.size > 0 ? [{ path, ids }] : []
  }
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, part]) => stepsRead(part, [...path, Array.isArray(value) ? Number(key) : key]))
}
