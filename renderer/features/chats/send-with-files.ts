import { create } from 'zustand'
import type { Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { addFiles, areUploaded, clearAttachments, restoreAttachments, uploadedOf } from './attachments.ts'
import { sendMessage } from './chat-actions.ts'
import { readDraft, writeDraft } from './drafts.ts'

/** Chats whose message is sent by itself as soon as its files are there. */
const useSendingSoon = create<Record<string, boolean>>()(() => ({}))
export const useIsSentSoon = (chat: string): boolean => useSendingSoon((state) => state[chat] ?? false)

/**
 * The first message of a chat that was just made, with files that had no chat to go to until now. They are uploaded beside it as in any chat, and then
 * it is sent, unless the person changed something meanwhile or a file could not be taken: then it stays in its box.
 */
export async function sendWithFiles(api: Api, id: Session['id'], text: string, files: readonly File[]): Promise<void> {
  writeDraft(id, text)
  useSendingSoon.setState({ [id]: true })
  const uploaded = areUploaded(id, addFiles(api, id, id, files))
  const pending = await uploaded.finally(() => useSendingSoon.setState({ [id]: false }))
  if (!pending || readDraft(id).trim() !== text) return
  writeDraft(id, '')
  clearAttachments(id)
  try {
    await sendMessage(api, id, text, uploadedOf(pending))
  } catch (error) {
    writeDraft(id, text)
    restoreAttachments(id, pending)
    throw error
  }
}
