import type { RunError, Usage } from '../../contract/runs.ts'
import type { ModelEvent } from '../../engines/models/port.ts'
import type { RunContext } from '../../runs/executor.ts'
import { createTagParser, type TagEvent } from './tag-protocol.ts'
import { readAction } from './tag-rendering.ts'

/** A call as the model wrote it. `isCut`: it ran out of room while writing, so the arguments may miss their end. */
export type WrittenCall = { callId: string; name: string; arguments: unknown; isCut: boolean }
export type StepResult = { text: string; calls: WrittenCall[]; reason: 'stop' | 'length' | 'tool-calls'; usage: Usage }

/** Reads a stream to its end, journalling what is said as it comes. */
export async function readStep(
  events: AsyncIterable<ModelEvent>,
  withTags: boolean,
  context: Pick<RunContext, 'emit'>,
): Promise<StepResult | { error: RunError; usage: Usage | null }> {
  const parser = withTags ? createTagParser() : null
  const calls: WrittenCall[] = []
  let text = ''
  const sayText = (more: string) => {
    // In the tag protocol, what follows an action was written without knowing its result.
    if (more === '' || (withTags && calls.length > 0)) return
    text += more
    context.emit({ type: 'text.delta', text: more })
  }
  const take = (said: readonly TagEvent[], isLength: boolean) => {
    for (const event of said) {
      if (event.type === 'text') sayText(event.text)
      else if (event.type === 'thinking') context.emit(thought(event.text))
      else {
        const isCut = isLength && !event.isClosed
        const read = readAction(event.body, !isCut) ?? [{ name: '', arguments: event.body.trim() }]
        calls.push(...read.map((call) => ({ callId: '', isCut, ...call })))
      }
    }
  }
  for await (const event of events) {
    if (event.type === 'text') parser ? take(parser.push(event.text), false) : sayText(event.text)
    else if (event.type === 'thinking') context.emit(thought(event.text))
    else if (event.type === 'tool-call') calls.push({ ...event.call, isCut: false })
    else if (event.type === 'failed') {
      if (parser) take(parser.end(), true)
      return { error: event.error, usage: event.usage }
    } else {
      const isLength = event.reason === 'length'
      if (parser) take(parser.end(), isLength)
      const last = calls.at(-1)
      if (isLength && last && !withTags) last.isCut = true
      return { text, calls, reason: event.reason, usage: event.usage }
    }
  }
  return { error: { code: 'MODEL_FAILED', message: 'it stopped without a word' }, usage: null }
}

const thought = (text: string) => ({ type: 'thinking.delta', text }) as const
