import { z } from 'zod'
import {
  attachedFile,
  attachInput,
  attachment,
  attachPieceInput,
  attachPieceOutput,
  exportInput,
  findFilesInput,
  foundFile,
  importInput,
  importPreview,
  importResult,
  importSource,
  openFileInput,
  readFileInput,
} from './chat-files.ts'
import { bulkInput, bulkOutput, chatFilter, chatFolder, chatTotals, dayTotals, folderName } from './chat-order.ts'
import { artifactId, folderId, messageId, runId, sessionId } from './ids.ts'
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
  attachment.extend({
    type: z.literal('attachment'),
    path: z.string().nullable().describe("In the chat's workspace folder; null: it is not there."),
  }),
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
  runId: runId.nullable().describe('The run that wrote it; null for what a person wrote, and for what was copied or imported.'),
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
  folderId: folderId.nullable(),
  pinnedAt: z.string().nullable(),
  archivedAt: z.string().nullable().describe('Archived chats are not listed unless asked for; search finds them. A new message takes one back.'),
  trashedAt: z.string().nullable().describe('Deleted then; gone for good 30 days later, until then it can be restored, and only read.'),
  forkedFrom: z
    .object({ sessionId, messageId, title: z.string().describe('Of the chat at that time.') })
    .nullable()
    .describe('The message whose copy this chat began with; it may be gone by now.'),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type Session = z.infer<typeof session>

const limit = z.coerce.number().int().min(1).max(500)
/** A chat that was not put anywhere. */
export const unsorted = { folderId: null, pinnedAt: null, archivedAt: null, trashedAt: null, forkedFrom: null } satisfies Partial<Session>

const text = z.string().max(1_000_000)
const attachments = z.array(artifactId).max(20).optional().describe('Files attached to this chat before. With them the text may be empty.')
const answerPlace = z.object({ assistantMessageId: messageId, runId })
const submitInput = z.object({
  id: sessionId,
  text,
  attachments,
  messageId: messageId.optional().describe('Made by the caller, so that a repeated request is answered, not sent twice.'),
  parentId: messageId
    .nullish()
    .describe('Where to branch off: the message to follow, null for a new first message. Left out: the end of the branch in view.'),
  approve: z.boolean().optional().describe('true: the caller says yes, once, to whatever the tools of this turn ask for.'),
})

export const sessionsContract = {
  list: route('GET /sessions', 'Chats, last used first.')
    .input(
      z.object({ cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'), limit: limit.default(100), ...chatFilter }),
    )
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
  remove: route(
    'DELETE /agent/session/{id}',
    'Moves a chat to the trash, or, when it is there, deletes it for good with its messages, state, files and runs.',
  )
    .input(z.object({ id: sessionId }))
    .output(z.object({ removed: z.boolean() })),
  history: route('GET /agent/session/{id}/history', 'A page of the branch in view, oldest first, ending before `before`.')
    .input(z.object({ id: sessionId, before: messageId.optional(), limit: limit.default(50) }))
    .output(z.object({ messages: z.array(message), hasMore: z.boolean() })),
  outline: route(
    'GET /sessions/{id}/outline',
    'Where the branch in view is cut into pages, newest first: each ends before `before`, as `history` takes it, and holds `count` messages.',
  )
    .input(
      z.object({
        id: sessionId,
        before: messageId.optional(),
        size: limit.default(96).describe('Messages to a page.'),
        pages: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.object({
        pages: z.array(z.object({ before: messageId.nullable().describe('null: the newest page.'), count: z.number() })),
        next: messageId.nullable().describe('The `before` of the pages above; null: these are all.'),
      }),
    ),
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
    .output(answerPlace),
  compare: route('POST /sessions/{id}/compare', 'Has one message answered by several models at once, as versions beside each other.')
    .input(
      z.object({
        id: sessionId,
        models: z.array(z.string()).min(2).max(4).describe('provider/model'),
        messageId: messageId.optional().describe('A question, or an answer to it, that is there. Left out: a new message of the `text`.'),
        text: text.optional(),
        attachments,
        parentId: messageId.nullish().describe('Where to branch off, as for a message that is sent.'),
      }),
    )
    .output(z.object({ userMessageId: messageId, answers: z.array(answerPlace.extend({ model: z.string() })) })),
  versions: route('GET /sessions/{id}/messages/{messageId}/versions', 'All versions of the place of a message, whole, oldest first.')
    .input(z.object({ id: sessionId, messageId }))
    .output(z.object({ messages: z.array(message) })),
  stop: route('POST /sessions/{id}/stop', 'Stops what is being written and keeps what there is.')
    .input(z.object({ id: sessionId, runId: runId.optional().describe('Of several answers written at once, only this one.') }))
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
  export: route('GET /sessions/{id}/export', 'A chat as JSON (whole: all branches, state, files) or, the branch in view, as Markdown or HTML.')
    .input(exportInput)
    .output(z.object({ fileName: z.string(), mediaType: z.string(), content: z.string() })),
  fork: route('POST /sessions/{id}/fork', 'Makes a chat of its own from the branch up to a message, with copies of state and files.')
    .input(z.object({ id: sessionId, messageId }))
    .output(session),
  bulk: route('POST /sessions/bulk', 'Archives, pins, moves, deletes or restores many chats at once.').input(bulkInput).output(bulkOutput),
  emptyTrash: route('POST /sessions/trash/empty', 'Deletes everything in the trash for good.')
    .input(z.object({}))
    .output(z.object({ removed: z.number() })),
  folders: route('GET /folders', 'Folders of chats by name.')
    .input(z.object({}))
    .output(z.object({ folders: z.array(chatFolder) })),
  createFolder: route('POST /folders', 'Makes a folder for chats.')
    .input(z.object({ name: folderName }))
    .output(chatFolder),
  renameFolder: route('PATCH /folders/{id}', 'Gives a folder another name.')
    .input(z.object({ id: folderId, name: folderName }))
    .output(chatFolder),
  removeFolder: route('DELETE /folders/{id}', 'Deletes a folder; the chats in it stay, in no folder.')
    .input(z.object({ id: folderId }))
    .output(z.object({ removed: z.boolean() })),
  attach: route('POST /sessions/{id}/attachments', 'Uploads a file for the next message; one that no message takes is gone a day later.')
    .input(attachInput)
    .output(attachment),
  attachPiece: route(
    'POST /sessions/{id}/attachments/pieces',
    'Uploads a file piece by piece, in order, from offset 0; the last piece makes it an attachment.',
  )
    .input(attachPieceInput)
    .output(attachPieceOutput),
  attachment: route('GET /sessions/{id}/attachments/{artifactId}', 'A file of a chat with its bytes.')
    .input(z.object({ id: sessionId, artifactId }))
    .output(attachedFile),
  findFiles: route('POST /sessions/{id}/files/find', "Which of these paths are files in the chat's working folder, where its tools leave theirs.")
    .input(findFilesInput)
    .output(z.object({ files: z.array(foundFile) })),
  readFile: route('POST /sessions/{id}/files/read', "A file of up to 25 MB in the chat's working folder, with its bytes.")
    .input(readFileInput)
    .output(attachedFile.omit({ artifactId: true })),
  openFile: route(
    'POST /sessions/{id}/files/open',
    "Opens a file with the system's program; of what such a program would run, its folder. In the desktop app.",
  )
    .input(openFileInput)
    .output(z.object({ opened: z.enum(['file', 'folder']) })),
  previewImport: route(
    'POST /sessions/import/preview',
    'What a file of chats holds (ours, ChatGPT, Claude) and what of it will be left out; imports nothing.',
  )
    .input(z.object(importSource))
    .output(importPreview),
  import: route(
    'POST /sessions/import',
    'Imports chats: our own JSON, or conversations.json of ChatGPT or Claude. The same chat is not brought in twice.',
  )
    .input(importInput)
    .output(importResult),
  totals: route('GET /sessions/{id}/totals', 'Tokens, cost and time of a chat.')
    .input(z.object({ id: sessionId }))
    .output(chatTotals),
  totalsByDay: route('GET /totals/days', 'Tokens and cost of all chats, by day, newest first; days without an answer are left out.')
    .input(z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }))
    .output(z.object({ days: z.array(dayTotals) })),
}
