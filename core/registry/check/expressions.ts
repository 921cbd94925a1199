// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how manifests write expressions.
import { type ExpressionFault, isKnownVariable, knownFunctions, parseExpression } from '../expressions/cel.ts'
import { namesRead } from '../expressions/names-read.ts'
import { expressionsIn, wholeExpression } from '../expressions/template.ts'
import { type Finding, pathLabel, type ValuePath } from '../finding.ts'
import { nearestOf } from '../nearest.ts'
import type { ProblemCode } from '../problem-codes.ts'

/** `nearest`: the name to put in its place. */
export type Refusal = { message: string; suggestion: string | null; nearest?: string | null }

/** What expressions at one place may read. */
export type Scope = {
  inputs: readonly string[]
  /** What is wrong with reading a step here; null when it is upstream. */
  refuseStep(id: string): Refusal | null
  hasItem: boolean
}

/** Findings are enough when there are this many; a broken habit repeats itself. */
export const maxExpressionFindings = 50

/** Every `${{ }}` in the texts inside `value`, however deep. */
export function checkTemplates(value: unknown, path: ValuePath, scope: Scope): Finding[] {
  const findings: Finding[] = []
  const walk = (part: unknown, at: ValuePath): void => {
    if (findings.length >= maxExpressionFindings) return
    if (typeof part === 'string') findings.push(...checkText(part, at, scope))
    else if (Array.isArray(part)) for (const [index, item] of part.entries()) walk(item, [...at, index])
    else if (part !== null && typeof part === 'object') for (const [key, item] of Object.entries(part)) walk(item, [...at, key])
  }
  walk(value, path)
  return findings
}

/** `if` and `for_each` hold one expression and nothing else, of a type that fits. */
export function checkWhole(text: string, path: ValuePath, scope: Scope, fits: { pattern: RegExp; wanted: string }): Finding[] {
  const findings = checkText(text, path, scope)
  if (findings.length > 0) return findings
  const label = pathLabel(path)
  const found = wholeExpression(text)
  if (!found) {
    const isBare = !text.includes('${{') && parseExpression(text).expression !== null
    const message = `${label} must be one expression in \${{ }} and nothing else.`
    const replacement = `"\${{ ${text.trim()} }}"`
    const canFix = isBare && !/["\\\n]/.test(text)
    const suggestion = canFix ? `Write ${replacement}.` : 'Put all of it inside one ${{ }}.'
    return [{ path, at: 'value', code: 'bad-expression', message, suggestion, ...(canFix ? { fix: { replacement } } : {}) }]
  }
  const type = parseExpression(found.code).expression?.judge().type ?? 'dyn'
  if (type === 'dyn' || fits.pattern.test(type)) return []
  const message = `${label} must give ${fits.wanted}; this gives ${type}.`
  return [{ path, at: 'value', code: 'bad-expression', message, suggestion: null, within: { start: found.start, end: found.end } }]
}

function checkText(text: string, path: ValuePath, scope: Scope): Finding[] {
  if (!text.includes('${{')) return []
  const findings: Finding[] = []
  for (const { start, codeStart, code, isClosed } of expressionsIn(text)) {
    if (findings.length >= maxExpressionFindings) break
    const say = (what: ExpressionFault & { nearest?: string | null }, problem: ProblemCode, from = codeStart) =>
      findings.push({
        path,
        at: 'value',
        code: problem,
        message: what.message,
        suggestion: what.suggestion,
        within: { start: from + what.start, end: from + what.end },
        ...(what.nearest ? { fix: { replacement: what.nearest } } : {}),
      })
    if (!isClosed) {
      say({ start: 0, end: 3, message: '"${{" is not closed.', suggestion: 'End the expression with }}.' }, 'bad-expression', start)
      break
    }
    const { expression, fault } = parseExpression(code)
    if (!expression) {
      say(fault, 'bad-expression')
      continue
    }
    const before = findings.length
    for (const { what, name, start: from, end } of namesRead(expression.root, code)) {
      const wrong = what === 'step' ? scope.refuseStep(name) : what === 'input' ? refuseInput(name, scope) : refuseName(what, name, scope)
      const problem = what === 'step' ? 'unknown-step' : what === 'input' ? 'unknown-input' : 'bad-expression'
      // In `steps["x"]` the quotes belong to what was found.
      if (wrong) say({ ...wrong, nearest: end - from === name.length ? (wrong.nearest ?? null) : null, start: from, end }, problem)
    }
    const judged = findings.length === before ? expression.judge().fault : null
    if (judged) say(judged, 'bad-expression')
  }
  return findings
}

function refuseInput(name: string, { inputs }: Scope): Refusal | null {
  if (inputs.includes(name)) return null
  const message = `This workflow declares no input "${name}".`
  // CEL reads `inputs.max-pages` as a subtraction.
  const dashed = inputs.find((one) => one.startsWith(`${name}-`))
  if (dashed) return { message, suggestion: `Write inputs["${dashed}"].` }
  const nearest = nearestOf(name, inputs)
  return { message, suggestion: nearest ? `Did you mean "${nearest}"?` : `Declare it: inputs: { ${name}: { type: string } }.`, nearest }
}

function refuseName(what: 'variable' | 'function', name: string, scope: Scope): Refusal | null {
  if (what === 'function') {
    if (knownFunctions().has(name)) return null
    const nearest = nearestOf(name, knownFunctions())
    return { message: `There is no function "${name}" in expressions.`, suggestion: nearest ? `Did you mean "${nearest}"?` : null, nearest }
  }
  if (name === 'item' && !scope.hasItem)
    return { message: '"item" means something only in a step with for_each.', suggestion: 'Add for_each to this step, or read inputs or steps.' }
  if (isKnownVariable(name)) return null
  const names = ['inputs', 'steps', ...(scope.hasItem ? ['item'] : [])]
  const nearest = scope.inputs.includes(name) ? `inputs.${name}` : scope.refuseStep(name) === null ? `steps.${name}.output` : nearestOf(name, names)
  const suggestion = nearest ? `Did you mean "${nearest}"?` : `An expression reads ${names.join(', ')}.`
  return { message: `"${name}" means nothing here.`, suggestion, nearest }
}
