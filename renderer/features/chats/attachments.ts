import { create } from 'zustand'
import { type Attachment, attachmentLimitBytes } from '../../../core/contract/chat-files.ts'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { t } from '../../app/messages.ts'
import { announce } from '../../app/ui-store.ts'
import { holdsUnsaved } from '../../app/unsaved.ts'
import { errorText } from '../../ui/failed.tsx'

/** As many as a message takes. */
const atMost = 20

/** A file beside a message that is not sent yet. */
export interface Pending {
  key: string
  name: string
  sizeBytes: number
  /** Not uploaded yet: of a chat that is not made yet, or on its way. */
  file: File | null
  /** There once it is uploaded. */
  attachment: Attachment | null
  /** Why it cannot be sent. */
  problem: string | null
}

/** By chat, `new` for the one that has no id yet, so that they are still there when the person comes back to it. */
const usePending = create<Record<string, Pending[]>>()(() => ({}))
holdsUnsaved(() => Object.values(usePending.getState()).some((pending) => pending.length > 0))
const none: Pending[] = []
export const useAttachments = (chat: string): Pending[] => usePending((state) => state[chat] ?? none)

const change = (chat: string, next: (pending: Pending[]) => Pending[]) => usePending.setState((state) => ({ [chat]: next(state[chat] ?? none) }))
export const clearAttachments = (chat: string): void => change(chat, () => [])
export const removeAttachment = (chat: string, key: string): void => change(chat, (pending) => pending.filter((each) => each.key !== key))

/** What could not be sent stands beside the message again. */
export const restoreAttachments = (chat: string, pending: readonly Pending[]): void => change(chat, (now) => [...pending, ...now])

/** Puts files that are with the chat already beside the message: those of one that is edited. */
export function keepAttachments(chat: string, attachments: readonly Attachment[]): void {
  change(chat, () =>
    attachments.map((attachment) => ({
      ...{ key: attachment.artifactId, name: attachment.name, sizeBytes: attachment.sizeBytes },
      ...{ file: null, attachment, problem: null },
    })),
  )
}

export const attachmentsOf = (message: Message): Attachment[] =>
  message.parts
    .filter((part) => part.type === 'attachment')
    .map(({ artifactId, name, mediaType, sizeBytes }) => ({ artifactId, name, mediaType, sizeBytes }))

let added = 0

/** Puts files beside the message and uploads them where the chat is there; what cannot be taken says so on its own chip. */
export function addFiles(api: Api, chat: string, id: Session['id'] | null, files: readonly File[]): void {
  const has = usePending.getState()[chat]?.length ?? 0
  const pending = files.map((file, index): Pending => {
    const problem =
      file.size > attachmentLimitBytes
        ? t.attach.tooLarge
        : file.size === 0
          ? t.attach.isEmpty
          : has + index >= atMost
            ? t.attach.tooMany(atMost)
            : null
    return { key: `file-${++added}`, name: file.name || t.attach.unnamed, sizeBytes: file.size, file, attachment: null, problem }
  })
  change(chat, (before) => [...before, ...pending])
  announce(t.attach.added(pending.filter((each) => each.problem === null).map((each) => each.name)))
  if (id === null) return
  for (const each of pending) {
    if (each.problem !== null || !each.file) continue
    upload(api, id, each.file).then(
      (attachment) => settle(chat, each.key, { attachment, file: null }),
      (error) => settle(chat, each.key, { problem: errorText(error) }),
    )
  }
}

const settle = (chat: string, key: string, known: Partial<Pending>) =>
  change(chat, (pending) => pending.map((each) => (each.key === key ? { ...each, ...known } : each)))

export async function upload(api: Api, id: Session['id'], file: File): Promise<Attachment> {
  return api.client.sessions.attach({ id, name: file.name || t.attach.unnamed, contentBase64: await base64Of(file) })
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
