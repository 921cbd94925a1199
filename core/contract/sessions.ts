import { z } from 'zod'
import { messageId, runId, sessionId } from './ids.ts'
import { route, stream } from './route.ts'
import { runError, tier, turnEvent, usage } from './runs.ts'

/** What a message is made of, in the order it was said. */
export const messagePart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), text: z.string(), startedAt: z.string(), durationMs: z.number().nullable() }),
  z.object({
    type: z.literal('tool'),
    callId: z.string(),
    toolRunId: runId.nullable(),
    name: z.string(),
    arguments: z.unknown(),
    tier: tier.nullable(),
    status: z.enum(['running', 'waiting', 'done', 'failed', 'cancelled', 'interrupted']),
    /** What it asks for while it waits; empty otherwise. */
    asks: z.array(z.string()),
    logs: z.array(z.string()),
    result: z.unknown(),
    error: runError.nullable(),
    startedAt: z.string(),
    durationMs: z.number().nullable(),
  }),
  z.object({ type: z.literal('notice'), code: z.string(), message: z.string() }),
])
export type MessagePart = z.infer<typeof messagePart>

/** `streaming` is still being written; `interrupted` was cut off by a crash or a closed app and holds what there was. */
export const messageStatus = z.enum(['streaming', 'complete', 'failed', 'cancelled', 'interrupted'])

export const message = z.object({
  id: messageId,
  sessionId,
  /** The message this one answers or follows; null for the first. Siblings are versions of the same place. */
  parentId: messageId.nullable(),
  role: z.enum(['user', 'assistant']),
  parts: z.array(messagePart),
  status: messageStatus,
  error: runError.nullable(),
  runId: runId.nullable().describe('The run that wrote it; null for what a person wrote.'),
  model: z.string().nullable(),
  usage: usage.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** All versions of this place, this message among them, oldest first. */
  siblings: z.array(messageId),
})
export type Message = z.infer<typeof message>

export const session = z.object({
  id: sessionId,
  title: z.string(),
  agent: z.string(),
  model: z.string().nullable().describe('provider/model chosen for this chat; null follows the agent.'),
  headId: messageId.nullable().describe('The last message of the branch in view; null while empty.'),
  activeRunId: runId.nullable().describe('The turn being answered now.'),
  status: z.enum(['idle', 'running', 'waiting', 'failed', 'interrupted']).describe('Of the last turn.'),
  messageCount: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type Session = z.infer<typeof session>

const limit = z.coerce.number().int().min(1).max(500)
const submitInput = z.object({
  id: sessionId,
  text: z.string().min(1).max(1_000_000),
  messageId: messageId.optional().describe('Made by the caller, so that a repeated request is answered, not sent twice.'),
  parentId: messageId
    .nullish()
    .describe('Where to branch off: the message to follow, null for a new first message. Left out: the end of the branch in view.'),
  approve: z.boolean().optional().describe('true: the caller says yes, once, to whatever the tools of this turn ask for.'),
})

export const sessionsContract = {
  list: route('GET /sessions', 'Chats, last used first.')
    .input(z.object({ cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'), limit: limit.default(100) }))
    .output(z.object({ sessions: z.array(session), total: z.number(), nextCursor: z.string().nullable().describe('null: this was the last page.') })),
  create: route('POST /agent/{agent}/session', 'Starts a chat with an agent.')
    .input(z.object({ agent: z.string(), title: z.string().max(200).optional(), model: z.string().optional() }))
    .output(session),
  get: route('GET /sessions/{id}', 'One chat.')
    .input(z.object({ id: sessionId }))
    .output(session),
  update: route('PATCH /sessions/{id}', 'Changes the title, the agent or the model of a chat.')
    .input(
      z.object({
        id: sessionId,
        title: z.string().min(1).max(200).optional(),
        agent: z.string().optional(),
        model: z.string().nullable().optional(),
      }),
    )
    .output(session),
  remove: route('DELETE /agent/session/{id}', 'Deletes a chat with its messages, state, artifacts and runs.')
    .input(z.object({ id: sessionId }))
    .output(z.object({ removed: z.boolean() })),
  history: route('GET /agent/session/{id}/history', 'A page of the branch in view, oldest first, ending before `before`.')
    .input(z.object({ id: sessionId, before: messageId.optional(), limit: limit.default(50) }))
    .output(z.object({ messages: z.array(message), hasMore: z.boolean() })),
  state: route('GET /agent/session/{id}/state', "The chat's state, as its tools keep it.")
    .input(z.object({ id: sessionId }))
    .output(z.record(z.string(), z.unknown())),
  submit: route('POST /sessions/{id}/messages', 'Stores a message and starts the answer; returns once both are on disk.')
    .input(submitInput)
    .output(z.object({ userMessageId: messageId, assistantMessageId: messageId, runId })),
  send: route('POST /agent/session/{id}/message', 'Sends a message and streams the turn until it has ended.')
    .input(submitInput)
    .output(stream(turnEvent)),
  retry: route('POST /sessions/{id}/retry', 'Answers the same message again, as another version beside the first.')
    .input(z.object({ id: sessionId, messageId: messageId.describe('The answer to try again.'), model: z.string().optional() }))
    .output(z.object({ assistantMessageId: messageId, runId })),
  stop: route('POST /sessions/{id}/stop', 'Stops the answer being written and keeps what there is.')
    .input(z.object({ id: sessionId }))
    .output(z.object({ stopped: z.boolean() })),
  selectBranch: route('POST /sessions/{id}/branch', 'Shows the branch that holds this message.')
    .input(z.object({ id: sessionId, messageId }))
    .output(session),
  search: route('GET /search/messages', 'Full-text search over all chats, best first.')
    .input(z.object({ query: z.string().min(1).max(500), sessionId: sessionId.optional(), limit: limit.default(20) }))
    .output(
      z.object({
        hits: z.array(
          z.object({
            sessionId,
            messageId,
            title: z.string(),
            role: z.enum(['user', 'assistant']),
            snippet: z.string().describe('Matches stand between U+0002 and U+0003.'),
            createdAt: z.string(),
          }),
        ),
      }),
    ),
  export: route('GET /sessions/{id}/export', 'A whole chat as JSON or Markdown.')
    .input(z.object({ id: sessionId, format: z.enum(['json', 'markdown']).default('json') }))
    .output(z.object({ fileName: z.string(), mediaType: z.string(), content: z.string() })),
}
