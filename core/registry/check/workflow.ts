import type { WorkflowManifest } from '../../contract/manifests/index.ts'
import { findCycles } from '../cycles.ts'
import type { Finding, ValuePath } from '../finding.ts'
import { nearestOf } from '../nearest.ts'
import { checkTemplates, checkWhole, maxExpressionFindings, type Refusal, type Scope } from './expressions.ts'

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
      if (needs.has(id) || findings.length >= maxExpressionFindings) return
      const { message, suggestion, nearest } = noSuchStep(
        id,
        [...needs.keys()].filter((one) => one !== step.id),
      )
      const fix = nearest ? { fix: { replacement: nearest } } : {}
      findings.push({ path: ['steps', index, 'needs', position], at: 'value', code: 'unknown-step', message, suggestion, ...fix })
    })
  })
  const [cycle] = findCycles(needs.keys(), (id) => needs.get(id) ?? []).values()
  if (cycle) {
    const index = manifest.steps.findIndex((step) => step.id === cycle[0])
    const message = `Steps wait for each other: ${cycle.join(' -> ')}.`
    findings.push({ path: ['steps', index, 'needs'], at: 'value', code: 'step-cycle', message, suggestion: 'Remove one of these needs.' })
  }
  findings.push(...checkExpressions(manifest, needs))
  return findings
}

function checkExpressions(manifest: WorkflowManifest, needs: Map<string, string[]>): Finding[] {
  const findings: Finding[] = []
  const inputs = Object.keys(manifest.inputs ?? {})
  manifest.steps.forEach((step, index) => {
    if (findings.length >= maxExpressionFindings) return
    const { if: condition, for_each: list, approval, with: values } = step
    let upstream: Set<string> | null = null
    const refuseStep = (id: string) => {
      upstream ??= upstreamOf(step.id, needs)
      return upstream.has(id) ? null : notUpstream(id, step.id, needs)
    }
    const scope: Scope = { inputs, refuseStep, hasItem: list !== undefined }
    const at = (key: string): ValuePath => ['steps', index, key]
    if (list !== undefined) findings.push(...checkWhole(list, at('for_each'), { ...scope, hasItem: false }, { pattern: /^list\b/, wanted: 'a list' }))
    if (condition !== undefined) findings.push(...checkWhole(condition, at('if'), scope, { pattern: /^bool$/, wanted: 'true or false' }))
    findings.push(...checkTemplates(approval, at('approval'), scope), ...checkTemplates(values, at('with'), scope))
  })
  const refuseStep = (id: string) => (needs.has(id) ? null : noSuchStep(id, [...needs.keys()]))
  findings.push(...checkTemplates(manifest.outputs, ['outputs'], { inputs, refuseStep, hasItem: false }))
  return findings.slice(0, maxExpressionFindings)
}

function noSuchStep(id: string, known: string[]): Refusal & { nearest: string | null } {
  const nearest = nearestOf(id, known)
  const shown = known.length > 20 ? [...known.slice(0, 20), '…'] : known
  return { message: `There is no step "${id}".`, suggestion: nearest ? `Did you mean "${nearest}"?` : `Steps: ${shown.join(', ')}.`, nearest }
}

function notUpstream(id: string, step: string, needs: Map<string, string[]>): Refusal {
  if (!needs.has(id))
    return noSuchStep(
      id,
      [...needs.keys()].filter((one) => one !== step),
    )
  if (id === step) return { message: `Step "${step}" reads its own result.`, suggestion: null }
  return { message: `Step "${step}" reads "${id}", but does not wait for it.`, suggestion: `Add needs: [${id}].` }
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
