import type { Check } from '../../contract/doctor.ts'
import type { Model, ProviderStatus } from '../../contract/models.ts'
import type { ManifestSummary, Problem } from '../../contract/registry.ts'
import type { RelicInstance, RelicSummary } from '../../contract/relics.ts'
import type { Run, RunError, RunEvent } from '../../contract/runs.ts'
import type { Approval } from '../../contract/safety.ts'
import type { Message, Session } from '../../contract/sessions.ts'

/** One JSON value on a line of its own. */
export const json = (value: unknown): string => `${JSON.stringify(value)}\n`

/** What went wrong, in a person's words. The cause of a bug is for the log, not for the terminal. */
export function errorOf(error: unknown): RunError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return { code: typeof code === 'string' ? code : 'FAILED', message: typeof message === 'string' && message ? message : String(error) }
}

/** The last line of a turn that did not get as far as to have an end of its own. */
export const failedTurn = (sessionId: string | null, error: unknown) => ({
  ...{ type: 'turn.failed', text: '', sessionId, runId: null, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 } },
  error: errorOf(error),
})
/** The outcome of a run that never began. */
export const failedRun = (error: unknown) => ({ status: 'failed', output: null, error: errorOf(error), runId: null, tier: null, durationMs: 0 })
export const outputText = (output: unknown): string => `${typeof output === 'string' ? output : JSON.stringify(output, null, 2)}\n`
export const askText = ({ tool, rights }: Approval): string => `${tool} wants to: ${rights.map(({ text }) => text).join('; ')}. Allow it once? [y/N] `

/** Columns as wide as their widest cell; no line ends in spaces. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) for (const [place, cell] of row.entries()) widths[place] = Math.max(widths[place] ?? 0, cell.length)
  return lines(
    rows.map((row) =>
      row
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  )
}

export const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('')

export const sessionRows = (sessions: readonly Session[]) => sessions.map((one) => [one.id, one.updatedAt, one.agent, one.status, one.title])
export const runRows = (runs: readonly Run[]) =>
  runs.map((one) => [one.id, one.createdAt, `${one.kind}/${one.name}`, one.status, one.durationMs === null ? '' : `${one.durationMs} ms`])
export const manifestRows = (manifests: readonly ManifestSummary[]) =>
  manifests.map((one) => [`${one.kind.toLowerCase()}/${one.name}`, one.root, one.tier ? (one.tier.tier ?? 'cannot run here') : '', one.description])
export const modelRows = (models: readonly Model[], defaultModel: string | null) =>
  models.map((one) => [one.id === defaultModel ? `${one.id} (default)` : one.id, one.parameters ?? '', one.quantization ?? '', one.source ?? ''])
export const providerRows = (providers: readonly ProviderStatus[]) => providers.map((one) => [one.title, one.state, one.detail])
export const checkRows = (checks: readonly Check[]) =>
  checks.map((one) => [
    one.state,
    one.title,
    [one.detail, one.advice, one.fix && `Can be mended with --fix: ${one.fix.label.toLowerCase()}.`].filter(Boolean).join(' '),
  ])

/** As editors and terminals turn it into a link: file:line:column. */
export const problemLine = ({ file, line, column, severity, message, suggestion }: Problem): string =>
  `${file}:${line}:${column} ${severity}: ${message}${suggestion ? ` ${suggestion}` : ''}`

const messageText = ({ role, parts }: Message): string =>
  `${role === 'user' ? 'You' : 'Agent'}: ${parts.map((part) => (part.type === 'text' ? part.text : part.type === 'tool' ? `[${part.name}: ${part.status}]` : '')).join('')}`

export const chatText = ({ session, messages }: { session: Session; messages: readonly Message[] }): string =>
  lines([`${session.title} (${session.agent}, ${session.status})`, ...messages.map(messageText)])

/** A row for each place a relic is at work; one that is not has a row, too. */
export const relicRows = (relics: readonly RelicSummary[]) =>
  relics.flatMap((relic) =>
    relic.instances.length > 0 ? instanceRows(relic.instances) : [[relic.name, relic.scope, 'not started', relic.description]],
  )
export const instanceRows = (instances: readonly RelicInstance[]) =>
  instances.map((one) => [one.name, one.sessionId ?? 'shared', one.state, one.detail, one.id])

/** Indented by how deep each run is in the tree. */
export function treeText(tree: readonly Run[]): string {
  const depths = new Map<string, number>()
  return lines(
    tree.map((run) => {
      const depth = run.parentId === null ? 0 : (depths.get(run.parentId) ?? -1) + 1
      depths.set(run.id, depth)
      const outcome = run.error ? `${run.error.code}: ${run.error.message}` : JSON.stringify(run.output)
      return `${'  '.repeat(depth)}${run.kind}/${run.name} ${run.status} ${run.durationMs ?? '-'} ms ${outcome}`
    }),
  )
}

/** What a person sees of an event beside the text; null when it is nothing to see. */
export function eventNote(event: RunEvent): string | null {
  if (event.type === 'tool.called') return `  > ${event.name} ${JSON.stringify(event.arguments)}`
  if (event.type === 'tool.returned') return event.error ? `  ! ${event.error.message}` : `  < ${short(JSON.stringify(event.result) ?? '')}`
  if (event.type === 'run.notice') return `  ${event.message}`
  if (event.type === 'model.skipped') return `  ${event.model} was skipped: ${event.why}`
  return null
}

const short = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text)
