import type { RunId } from '../kernel/ids.ts'
import type { RunEvent } from './runs.ts'
import type { MessagePart } from './sessions.ts'

type ToolPart = Extract<MessagePart, { type: 'tool' }>

/** Older log lines of a tool than these are left to its own run's journal. */
const keptLogLines = 200

/**
 * What a turn's message holds after one more event of its journal. It is the meaning of `RunEvent`, so it stands beside the
 * contract: the core builds stored messages with it and the renderer builds the live one. Pure; untouched parts keep their identity.
 */
export function foldEvent(parts: readonly MessagePart[], event: RunEvent, turnRunId: RunId): MessagePart[] {
  if (event.runId === turnRunId) return foldTurnEvent(parts, event)
  return changeTool(
    parts,
    (tool) => tool.toolRunId === event.runId,
    (tool) => foldToolEvent(tool, event),
  )
}

function foldTurnEvent(parts: readonly MessagePart[], event: RunEvent): MessagePart[] {
  switch (event.type) {
    case 'text.delta': {
      const last = parts.at(-1)
      if (last?.type === 'text') return [...parts.slice(0, -1), { ...last, text: last.text + event.text }]
      return [...endThinking(parts, event.at), { type: 'text', text: event.text }]
    }
    case 'thinking.delta': {
      const last = parts.at(-1)
      if (last?.type === 'thinking') return [...parts.slice(0, -1), { ...last, text: last.text + event.text }]
      return [...parts, { type: 'thinking', text: event.text, startedAt: event.at, durationMs: null }]
    }
    case 'tool.called':
      return [
        ...endThinking(parts, event.at),
        {
          type: 'tool',
          callId: event.callId,
          toolRunId: event.toolRunId,
          name: event.name,
          arguments: event.arguments,
          tier: event.tier,
          status: 'running',
          asks: [],
          logs: [],
          result: null,
          error: null,
          startedAt: event.at,
          durationMs: null,
        },
      ]
    case 'tool.returned':
      return changeTool(
        parts,
        (tool) => tool.callId === event.callId && tool.durationMs === null,
        (tool) => ({
          ...tool,
          status: event.error === null ? 'done' : event.error.code === 'CANCELLED' ? 'cancelled' : 'failed',
          asks: [],
          result: event.result,
          error: event.error,
          durationMs: event.durationMs,
        }),
      )
    case 'run.notice':
      return [...endThinking(parts, event.at), { type: 'notice', code: event.code, message: event.message }]
    case 'model.skipped':
      return [...endThinking(parts, event.at), { type: 'notice', code: 'model-skipped', message: `${event.model} was skipped: ${event.why}` }]
    case 'run.finished':
    case 'run.failed':
      return endTools(endThinking(parts, event.at), 'failed', event.at)
    case 'run.cancelled':
      return endTools(endThinking(parts, event.at), 'cancelled', event.at)
    case 'run.interrupted':
      return endTools(endThinking(parts, event.at), 'interrupted', event.at)
    default:
      return parts as MessagePart[]
  }
}

function foldToolEvent(tool: ToolPart, event: RunEvent): ToolPart {
  switch (event.type) {
    case 'run.waiting':
      return { ...tool, status: 'waiting', asks: event.asks }
    case 'run.resumed':
      return { ...tool, status: 'running', asks: [] }
    case 'run.log':
      return { ...tool, logs: [...tool.logs.slice(1 - keptLogLines), event.line] }
    default:
      return tool
  }
}

function changeTool(parts: readonly MessagePart[], isIt: (tool: ToolPart) => boolean, change: (tool: ToolPart) => ToolPart): MessagePart[] {
  const index = parts.findLastIndex((part) => part.type === 'tool' && isIt(part))
  const tool = parts[index]
  if (tool?.type !== 'tool') return parts as MessagePart[]
  const changed = change(tool)
  return changed === tool ? (parts as MessagePart[]) : parts.with(index, changed)
}

const endThinking = (parts: readonly MessagePart[], at: string): MessagePart[] => {
  const last = parts.at(-1)
  if (last?.type !== 'thinking' || last.durationMs !== null) return parts as MessagePart[]
  return parts.with(-1, { ...last, durationMs: Math.max(0, Date.parse(at) - Date.parse(last.startedAt)) })
}

const endTools = (parts: readonly MessagePart[], status: ToolPart['status'], at: string): MessagePart[] =>
  parts.map((part) =>
    part.type === 'tool' && (part.status === 'running' || part.status === 'waiting')
      ? { ...part, status, asks: [], durationMs: Math.max(0, Date.parse(at) - Date.parse(part.startedAt)) }
      : part,
  )
