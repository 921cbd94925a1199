import { jsonrepair } from 'jsonrepair'
import type { ModelMessage, ToolDefinition } from '../../engines/models/port.ts'

/** Where generation stops, so that a model does not make up the observation itself. */
export const tagStops = ['<observation']

/** How a model without tool calling is told to call tools; joined to the system prompt. */
export function tagInstructions(tools: readonly ToolDefinition[]): string {
  const list = tools.map((tool) => `- ${tool.name}: ${tool.description} args: ${JSON.stringify(tool.parameters)}`)
  return `# Tools

${list.join('\n')}

Work in steps. Write what you think in <thought>, then either call tools or answer:

<thought>I need the sum first.</thought>
<action>{"tool": "name", "args": {}}</action>

<response>The answer for the user.</response>

After an action stop and wait: its result comes back as an <observation>. Several independent actions may follow each other. Call only the tools listed.`
}

/** A message in the tag protocol: calls as `<action>`, results as the user's `<observation>`. */
export function renderWithTags(message: ModelMessage): ModelMessage {
  if (message.role === 'tool') {
    // A result must not be able to close its own frame.
    const content = message.content.replaceAll(/<(?=\/?observation)/gi, '&lt;')
    return { role: 'user', content: `<observation tool="${message.name}">${content}</observation>` }
  }
  if (message.role !== 'assistant' || message.toolCalls.length === 0) return message
  const actions = message.toolCalls.map((call) => `<action>${JSON.stringify({ tool: call.name, args: call.arguments })}</action>`)
  return { role: 'assistant', content: [message.content, ...actions].filter(Boolean).join('\n'), toolCalls: [] }
}

/** Joins user messages that follow each other: many chat templates insist that user and assistant take turns. */
export function joinNeighbours(messages: readonly ModelMessage[]): ModelMessage[] {
  const joined: ModelMessage[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    if (last?.role === 'user' && message.role === 'user') {
      const images = [...(last.images ?? []), ...(message.images ?? [])]
      joined[joined.length - 1] = { role: 'user', content: `${last.content}\n\n${message.content}`, ...(images.length > 0 ? { images } : {}) }
    } else joined.push(message)
  }
  return joined
}

export type ReadAction = { name: string; arguments: unknown }

/**
 * The calls in an action's body: JSON or something that can be repaired to it, in a code fence or not, one object or a list.
 * A cut-off body (`isWhole` false) is never repaired, since its arguments may be missing their end. null: it names no tool.
 */
export function readAction(body: string, isWhole = true): ReadAction[] | null {
  const text = body
    .trim()
    .replace(/^`{1,}(?:[a-z]+(?=\s))?\s*/i, '')
    .replace(/\s*`+$/, '')
  const start = text.search(/[{[]/)
  if (start < 0) return null
  const value = parse(firstValue(text.slice(start)), isWhole) ?? (isWhole ? parse(text.slice(start), true) : null)
  const calls = (Array.isArray(value) ? value : [value]).map(toCall)
  return calls.length > 0 && calls.every((call) => call !== null) ? calls : null
}

function parse(text: string, mayRepair: boolean): unknown {
  try {
    return JSON.parse(mayRepair ? jsonrepair(text) : text)
  } catch {
    return null
  }
}

/** The text up to where its first bracket closes: what follows is talk. */
function firstValue(text: string): string {
  let depth = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (isInString) {
      if (char === '\\') i++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if ('{['.includes(char)) depth++
    else if ('}]'.includes(char) && --depth === 0) return text.slice(0, i + 1)
  }
  return text
}

function toCall(value: unknown): ReadAction | null {
  if (value === null || typeof value !== 'object') return null
  const fields = value as Record<string, unknown>
  const name = fields.tool ?? fields.name ?? fields.action
  if (typeof name !== 'string' || name === '') return null
  const known = ['args', 'arguments', 'parameters', 'input', 'params'].find((key) => key in fields)
  if (known) return { name, arguments: fields[known] }
  // Some models put the arguments beside the tool's name.
  const { tool: _tool, name: _name, action: _action, ...rest } = fields
  return { name, arguments: 'tool' in fields ? { ...rest, ...('name' in fields ? { name: _name } : {}) } : rest }
}
