import type { ToolProbe } from '../../../contract/models.ts'
import { type Clock, isoNow } from '../../../kernel/clock.ts'
import type { GenerateRequest, ModelEvent, ToolCall, ToolDefinition } from '../port.ts'

/** What the model is asked to call: a thing it cannot know by itself, with one plain argument that the question gives away. */
export const probeTool: ToolDefinition = {
  name: 'calculator',
  description: 'Evaluates an arithmetic expression and returns the number.',
  parameters: { type: 'object', properties: { expression: { type: 'string', description: 'Such as 2 + 2' } }, required: ['expression'] },
}
const question = 'What is 417 + 26? Use the calculator.'
/** A model that thinks aloud needs room for that before its call. */
const maxOutputTokens = 1024

/**
 * Asks a model for one tool call and checks it: the right tool, with both numbers in its argument. Throws the failure of a model that
 * does not answer at all: that says nothing of its tools.
 */
export async function probeTools(
  generate: (request: Omit<GenerateRequest, 'model'>) => AsyncIterable<ModelEvent>,
  clock: Clock,
  toError: (event: Extract<ModelEvent, { type: 'failed' }>) => Error,
): Promise<ToolProbe> {
  const startedMs = clock.now()
  const calls: ToolCall[] = []
  const stream = generate({
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: question },
    ],
    tools: [probeTool],
    temperature: 0,
    maxOutputTokens,
    contextTokens: null,
    stop: [],
  })
  let reason: string | null = null
  for await (const event of stream) {
    if (event.type === 'tool-call') calls.push(event.call)
    if (event.type === 'finished') reason = event.reason
    if (event.type === 'failed') {
      if (!isRefusal(event)) throw toError(event)
      return verdict('refused', `Its server says that it does not take tools. ${byTags}`)
    }
  }
  const [call] = calls
  if (!call && reason === 'length') return verdict('no-call', `It wrote ${maxOutputTokens.toLocaleString('en-US')} tokens without a call. ${byTags}`)
  if (!call) return verdict('no-call', `It answered in words instead of calling the tool it was given. ${byTags}`)
  if (isRight(call)) return verdict('calls-tools', 'It called the tool it was given with the right arguments.')
  return verdict('wrong-call', `It called ${call.name} with ${JSON.stringify(call.arguments)?.slice(0, 200)}, which was not asked. ${byTags}`)

  function verdict(outcome: ToolProbe['outcome'], detail: string): ToolProbe {
    return { outcome, hasTools: outcome === 'calls-tools', detail, at: isoNow(clock), durationMs: clock.now() - startedMs }
  }
}

const byTags = 'Agents ask it for tools in plain text instead.'

function isRight({ name, arguments: given }: ToolCall): boolean {
  const expression = (given as { expression?: unknown } | null)?.expression
  return name === probeTool.name && typeof expression === 'string' && /417/.test(expression) && /26/.test(expression)
}

/** Ollama's and OpenAI-compatible servers' ways of saying that a model has no tools. */
const isRefusal = ({ error }: Extract<ModelEvent, { type: 'failed' }>) =>
  Number(error.data?.status) === 400 &&
  /does not support tools|tools? (is|are) not supported|tool.{0,20}(use|call).{0,20}not supported/i.test(error.message)
