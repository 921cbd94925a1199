import type { RunError, Tier } from '../../contract/runs.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RunId } from '../../kernel/ids.ts'
import type { RunContext } from '../../runs/executor.ts'
import { fitArguments } from './arguments.ts'
import type { ToolMessage } from './conversation.ts'
import type { WrittenCall } from './read-step.ts'
import type { RepeatWatch } from './repeats.ts'
import type { Callable, ToolCatalog } from './tool-catalog.ts'

export type CallParts = {
  catalog: ToolCatalog
  repeats: RepeatWatch
  context: Pick<RunContext, 'emit' | 'execute'>
  /** Names of the agents above this one and of this one itself, outermost first; handed down to sub-agents. */
  callers: readonly string[]
  signal: AbortSignal
  clock: Clock
}

/** What a call came to. `arguments` are the ones that ran (repaired); `isStuck`: the model keeps repeating it. */
export type CallOutcome = { message: ToolMessage; arguments: unknown; isStuck: boolean }

/** Carries out the calls of one step at the same time; outcomes are in the order of the calls. Errors are results the model reads. */
export function carryOut(calls: readonly WrittenCall[], parts: CallParts): Promise<CallOutcome[]> {
  // Judged in order before any starts, so that repeats are counted as they were written.
  const judged = calls.map((call) => ({ call, verdict: judge(call, parts) }))
  return Promise.all(judged.map(({ call, verdict }) => carryOutOne(call, verdict, parts)))
}

type Verdict =
  | { isRefused: true; error: RunError; arguments: unknown; isStuck: boolean }
  | { isRefused: false; kind: Callable['kind']; name: string; arguments: Record<string, unknown> }

function judge(call: WrittenCall, { catalog, repeats }: CallParts): Verdict {
  const refuse = (code: string, message: string, isStuck = false): Verdict => ({
    isRefused: true,
    error: { code, message },
    arguments: call.arguments,
    isStuck,
  })
  const seen = repeats.see(call.name, call.arguments)
  if (seen !== 'fine') {
    const told = `${call.name} was called with exactly these arguments before and its result is above. Answer with it, or try something else.`
    return refuse('REPEATED_CALL', told, seen === 'stuck')
  }
  if (call.name === '') return refuse('INPUT_INVALID', 'The action is not JSON of the form {"tool": "name", "args": {}}.')
  const callable = catalog.find(call.name)
  if (!callable) {
    const near = catalog.nearest(call.name)
    return refuse('MANIFEST_NOT_FOUND', `There is no tool named ${call.name}.${near ? ` The nearest is ${near}.` : ' No tools are available.'}`)
  }
  const fitted = fitArguments(callable.definition.parameters, call.arguments, !call.isCut)
  if (!fitted.isValid) return refuse('INPUT_INVALID', `${call.name} was not called. ${fitted.problem}`)
  return { isRefused: false, kind: callable.kind, name: callable.name, arguments: fitted.arguments }
}

async function carryOutOne(call: WrittenCall, verdict: Verdict, { context, callers, signal, clock }: CallParts): Promise<CallOutcome> {
  const { callId } = call
  const answer = (content: string): ToolMessage => ({ role: 'tool', callId, name: call.name || 'unknown', content })
  if (verdict.isRefused) {
    const { error } = verdict
    context.emit({ type: 'tool.called', callId, toolRunId: null, name: call.name || 'unknown', arguments: verdict.arguments, tier: null })
    context.emit({ type: 'tool.returned', callId, result: null, error, durationMs: 0 })
    return { message: answer(errorInWords(error)), arguments: verdict.arguments, isStuck: verdict.isStuck }
  }
  const { kind, name } = verdict
  const startedAt = clock.now()
  let isAnnounced = false
  const announce = (toolRunId: RunId | null, tier: Tier | null) => {
    if (isAnnounced) return
    isAnnounced = true
    context.emit({ type: 'tool.called', callId, toolRunId, name, arguments: verdict.arguments, tier })
  }
  const input = kind === 'agent' ? { text: String(verdict.arguments.task), calledBy: [...callers] } : verdict.arguments
  const result = await context.execute(kind, name, input, { signal, onStart: (child) => announce(child.runId, child.tier) })
  announce(null, null)
  const error = result.status === 'done' ? null : (result.error ?? { code: 'TOOL_FAILED', message: `${name} ended as ${result.status}.` })
  context.emit({ type: 'tool.returned', callId, result: error ? null : result.output, error, durationMs: clock.now() - startedAt })
  const content = error ? errorInWords(error) : inWords(result.output, kind)
  return { message: answer(content), arguments: verdict.arguments, isStuck: false }
}

/** A result as the model reads it: an agent's is its text, a tool's is JSON unless it is plain text already. */
function inWords(output: unknown, kind: Callable['kind']): string {
  if (typeof output === 'string') return output
  if (kind === 'agent' && output !== null && typeof output === 'object' && 'text' in output) return String(output.text)
  return JSON.stringify(output ?? null)
}

/** The form in which a chat's history holds errors, too. */
const errorInWords = (error: RunError): string => JSON.stringify({ error: error.message })
