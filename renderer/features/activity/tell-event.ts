import type { RunError, RunEvent } from '../../../core/contract/runs.ts'
import { t } from '../../app/messages.ts'
import { faultText, told } from '../../app/told.ts'
import { formatDuration, formatShort } from '../../ui/format.ts'
import { isObject, summarise } from '../../ui/value-shape.ts'

const longest = 400

/** A value in one line: as words where it is flat, else as JSON. */
function valueText(value: unknown): string {
  if (!isObject(value) || Object.values(value).every((each) => typeof each !== 'object' || each === null)) return summarise(value, longest)
  const json = JSON.stringify(value)
  return json.length > longest ? `${json.slice(0, longest - 1)}…` : json
}
const errorText = (error: RunError) => `${faultText(error)} (${error.code})`
const joined = (...parts: string[]) =>
  parts
    .filter((part) => part !== '')
    .map((part, index, all) => (index < all.length - 1 ? part.replace(/\.$/, '') : part))
    .join(', ')

/** What an event says, in one line. */
export function tellEvent(event: RunEvent): string {
  switch (event.type) {
    case 'run.started':
      return joined(`${event.kind} ${event.name}`, valueText(event.input))
    case 'run.waiting':
      return event.asks.map(told).join('; ')
    case 'run.resumed':
      return event.decision
    case 'run.log':
      return event.line
    case 'run.notice':
      return told(event.message)
    case 'model.selected':
      return joined(event.model, told(event.why))
    case 'model.skipped':
      return joined(event.model, told(event.why))
    case 'context.measured':
      return t.inspector.contextOf(formatShort(event.usedTokens), formatShort(event.limitTokens))
    case 'thinking.delta':
    case 'text.delta':
      return summarise(event.text, longest)
    case 'tool.called':
      return joined(event.name, valueText(event.arguments))
    case 'tool.returned':
      return joined(event.error ? errorText(event.error) : valueText(event.result), formatDuration(event.durationMs))
    case 'step.finished':
      return t.activity.inOut(formatShort(event.usage.inputTokens), formatShort(event.usage.outputTokens))
    case 'run.finished':
      return joined(valueText(event.output), formatDuration(event.durationMs))
    case 'run.failed':
      return joined(errorText(event.error), formatDuration(event.durationMs))
    case 'run.cancelled':
      return joined(told(event.reason), formatDuration(event.durationMs))
    case 'run.interrupted':
      return t.state.interrupted
  }
}
