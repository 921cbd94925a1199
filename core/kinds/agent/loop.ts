import { Fault } from '../../contract/faults.ts'
import type { ModelMessage } from '../../engines/models/port.ts'
import type { RunContext } from '../../runs/executor.ts'
import { type Budget, stepsInWords, usedUp } from './budget.ts'
import type { StepResult, WrittenCall } from './read-step.ts'
import { createRepeatWatch } from './repeats.ts'
import type { StepRequest } from './step.ts'
import { type CallParts, carryOut } from './tool-calls.ts'

export type LoopParts = Omit<CallParts, 'repeats'> & {
  agent: string
  system: string
  /** What was said so far, the last user message at its end. */
  conversation: readonly ModelMessage[]
  budget: Budget
  next(request: StepRequest): Promise<StepResult>
  context: Pick<RunContext, 'emit' | 'execute' | 'usage'>
}

const lastStepNote = 'All steps for tools are used up: answer now with what is known, and say what is missing.'
const emptyAnswerNote = 'Your last answer was empty: answer the user now, in words.'

/**
 * Asks the model, carries out what it calls, and asks again until it answers in words; returns that answer. Throws
 * BUDGET_EXCEEDED when tokens or cost run out; when steps run out the model gets one last word without tools.
 */
export async function runLoop(parts: LoopParts): Promise<string> {
  const { agent, catalog, context, budget, signal } = parts
  const conversation: ModelMessage[] = [...parts.conversation]
  const repeats = createRepeatWatch()
  const nameCall = createCallNames(parts.conversation)
  let hasAskedAgain = false

  for (let step = 1; ; step++) {
    signal.throwIfAborted()
    stopWhenUsedUp(parts)
    const isLast = step > budget.steps
    const notes = [...(isLast ? [lastStepNote] : []), ...(hasAskedAgain ? [emptyAnswerNote] : [])]
    if (isLast && step === budget.steps + 1) {
      const message = `${agent} used up its ${stepsInWords(budget.steps)} and is asked for an answer without tools.`
      context.emit({ type: 'run.notice', code: 'steps-used-up', message })
    }
    const { text, calls, reason, usage } = await parts.next({
      system: [parts.system, ...notes].join('\n\n'),
      conversation,
      tools: isLast ? [] : catalog.definitions,
    })
    const hasText = text.trim() !== ''

    if (calls.length === 0 || isLast) {
      context.emit({ type: 'step.finished', usage })
      if (hasText) {
        if (reason === 'length')
          context.emit({ type: 'run.notice', code: 'answer-cut', message: 'The answer reached its largest length and was cut there.' })
        return text.trim()
      }
      if (isLast) throw new Fault('BUDGET_EXCEEDED', { name: agent, limit: stepsInWords(budget.steps) })
      if (hasAskedAgain) {
        context.emit({
          type: 'run.notice',
          code: 'empty-answer',
          message: 'The model ended its turn without an answer. Try again, or choose a larger model.',
        })
        return ''
      }
      hasAskedAgain = true
      continue
    }

    hasAskedAgain = false
    stopWhenUsedUp(parts)
    const named = calls.map((call) => ({ ...call, callId: nameCall(call) }))
    const outcomes = await carryOut(named, { ...parts, repeats })
    signal.throwIfAborted()
    context.emit({ type: 'step.finished', usage })
    const toolCalls = named.map(({ callId, name }, i) => ({ callId, name: name || 'unknown', arguments: outcomes[i]?.arguments ?? {} }))
    conversation.push({ role: 'assistant', content: text, toolCalls }, ...outcomes.map((outcome) => outcome.message))
    if (outcomes.some((outcome) => outcome.isStuck)) {
      const message = 'The model kept making the same call and was stopped. Ask in other words, or choose a larger model.'
      context.emit({ type: 'run.notice', code: 'repeated-call', message })
      return text.trim()
    }
  }
}

function stopWhenUsedUp({ agent, budget, context }: LoopParts) {
  const limit = usedUp(budget, context.usage())
  if (limit !== null) throw new Fault('BUDGET_EXCEEDED', { name: agent, limit })
}

/** Keeps the model's own call ids where they are new, and makes one where there is none or it was used before. */
function createCallNames(conversation: readonly ModelMessage[]) {
  const used = new Set(conversation.flatMap((message) => (message.role === 'assistant' ? message.toolCalls.map((call) => call.callId) : [])))
  return (call: WrittenCall): string => {
    let id = call.callId
    for (let n = used.size + 1; id === '' || used.has(id); n++) id = `call_${n}`
    used.add(id)
    return id
  }
}
