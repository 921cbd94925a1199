import { z } from 'zod'
import { folderId, sessionId } from './ids.ts'
import { usage } from './runs.ts'

export const folderName = z.string().trim().min(1).max(100)

/** A folder of chats. There is one level of them. */
export const chatFolder = z.object({
  id: folderId,
  name: z.string(),
  chats: z.number().describe('Those in it that are neither archived nor in the trash.'),
  createdAt: z.string(),
})
export type ChatFolder = z.infer<typeof chatFolder>

export const chatFilter = {
  show: z
    .enum(['open', 'archived', 'all', 'trash'])
    .default('open')
    .describe('all: open and archived. trash: deleted in the last 30 days, last deleted first.'),
  folderId: z
    .union([folderId, z.literal('none')])
    .optional()
    .describe('none: those that are in no folder.'),
  pinned: z.stringbool().or(z.boolean()).optional(),
  agent: z.string().optional(),
  title: z.string().trim().min(1).max(200).optional().describe('Those whose title holds these words in this order, small or capital.'),
}

/** `delete` moves to the trash, `purge` is for good. */
export const chatAction = z.enum(['archive', 'unarchive', 'pin', 'unpin', 'move', 'delete', 'restore', 'purge'])
export type ChatAction = z.infer<typeof chatAction>

export const bulkInput = z.object({
  ids: z.array(sessionId).min(1).max(1_000),
  action: chatAction,
  folderId: folderId.nullish().describe('Where to `move` to; null takes them out of their folder.'),
})
export const bulkOutput = z.object({
  done: z.array(sessionId).describe('Those that are now as asked, also when they were before.'),
  failed: z.array(z.object({ id: sessionId, message: z.string() })),
})

const spent = { ...usage.shape, answers: z.number().describe('Turns that were carried out.') }
export const chatTotals = z.object({
  ...spent,
  durationMs: z.number().describe('Time that answers took, together.'),
  models: z.array(z.object({ model: z.string().nullable().describe('null: the turn ended before a model was chosen.'), ...spent })),
})
export const dayTotals = z.object({ day: z.string().describe('In UTC, such as 2026-11-20.'), ...spent })
