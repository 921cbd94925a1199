import { create } from 'zustand'
import type { Attachment } from '../../../core/contract/chat-files.ts'
import { attachmentLimitBytes, attachmentPieceBytes } from '../../../core/contract/limits.ts'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { newId } from '../../api/new-id.ts'
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
  /** How much of a large file has arrived; null while that is not known. */
  sentPercent: number | null
  /** Why it cannot be sent. */
  problem: string | null
  /** A picture is shown as it is; null: it is none, or it is with the chat already. */
  picture: File | null
  /** Ends its way to the chat. */
  stop: AbortController | null
}

/** What a browser draws without running anything that is in it. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** By chat, `new` for the one that has no id yet, so that they are still there when the person comes back to it. */
const usePending = create<Record<string, Pending[]>>()(() => ({}))
holdsUnsaved(() => Object.values(usePending.getState()).some((pending) => pending.length > 0))
const none: Pending[] = []
export const useAttachments = (chat: string): Pending[] => usePending((state) => state[chat] ?? none)

const change = (chat: string, next: (pending: Pending[]) => Pending[]) => usePending.setState((state) => ({ [chat]: next(state[chat] ?? none) }))
/** Those that are with the chat. */
export const uploadedOf = (pending: readonly Pending[]): Attachment[] => pending.flatMap(({ attachment }) => attachment ?? [])

export const clearAttachments = (chat: string): void => change(chat, () => [])
/** Takes a file away again; one that is still on its way is stopped. */
export function removeAttachment(chat: string, key: string): void {
  change(chat, (pending) =>
    pending.filter((each) => {
      if (each.key === key) each.stop?.abort()
      return each.key !== key
    }),
  )
}

/** What could not be sent stands beside the message again. */
export const restoreAttachments = (chat: string, pending: readonly Pending[]): void => change(chat, (now) => [...pending, ...now])

/** Puts files that are with the chat already beside the message: those of one that is edited. */
export function keepAttachments(chat: string, attachments: readonly Attachment[]): void {
  change(chat, () =>
    attachments.map((attachment) => ({
      ...{ key: attachment.artifactId, name: attachment.name, sizeBytes: attachment.sizeBytes },
      ...{ file: null, attachment, sentPercent: null, problem: null, picture: null, stop: null },
    })),
  )
}

export const attachmentsOf = (message: Message): Attachment[] =>
  message.parts
    .filter((part) => part.type === 'attachment')
    .map(({ artifactId, name, mediaType, sizeBytes }) => ({ artifactId, name, mediaType, sizeBytes }))

let added = 0

/** Puts files beside the message and uploads them where the chat is there; what cannot be taken says so on its own chip. Returns their keys. */
export function addFiles(api: Api, chat: string, id: Session['id'] | null, files: readonly File[]): string[] {
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
    const picture = problem === null && pictures.has(file.type) ? file : null
    const stop = problem === null && id !== null ? new AbortController() : null
    const name = file.name || t.attach.unnamed
    return { key: `file-${++added}`, name, sizeBytes: file.size, file, attachment: null, sentPercent: null, problem, picture, stop }
  })
  change(chat, (before) => [...before, ...pending])
  announce(t.attach.added(pending.filter((each) => each.problem === null).map((each) => each.name)))
  const keys = pending.map((each) => each.key)
  if (id === null) return keys
  for (const each of pending) {
    if (each.problem !== null || !each.file) continue
    const onSent = (sentPercent: number) => settle(chat, each.key, { sentPercent })
    upload(api, id, each.file, each.stop?.signal, onSent).then(
      (attachment) => settle(chat, each.key, { attachment, file: null, stop: null }),
      (error) => settle(chat, each.key, { problem: errorText(error), stop: null }),
    )
  }
  return keys
}

/** Resolves once exactly these files are beside the message and with the chat; null: one is stopped, removed, added or could not be taken. */
export function areUploaded(chat: string, keys: readonly string[]): Promise<readonly Pending[] | null> {
  return new Promise((resolve) => {
    const look = () => {
      const pending = usePending.getState()[chat] ?? none
      const isChanged = pending.length !== keys.length || pending.some((each, index) => each.key !== keys[index] || each.problem !== null)
      if (!isChanged && pending.some((each) => each.attachment === null)) return
      unsubscribe()
      resolve(isChanged ? null : pending)
    }
    const unsubscribe = usePending.subscribe(look)
    look()
  })
}

const settle = (chat: string, key: string, known: Partial<Pending>) =>
  change(chat, (pending) => pending.map((each) => (each.key === key ? { ...each, ...known } : each)))

/** In one call, or, so that it can be said how far it is, in pieces one after the other. */
export async function upload(
  api: Api,
  id: Session['id'],
  file: File,
  signal?: AbortSignal,
  onSent: (percent: number) => void = () => {},
): Promise<Attachment> {
  const name = file.name || t.attach.unnamed
  const options = signal ? { signal } : {}
  if (file.size <= attachmentPieceBytes) {
    const contentBase64 = await base64Of(file)
    signal?.throwIfAborted()
    return api.client.sessions.attach({ id, name, contentBase64 }, options)
  }
  const uploadId = newId<string>('upl')
  onSent(0)
  for (let offset = 0; ; offset += attachmentPieceBytes) {
    const contentBase64 = await base64Of(file.slice(offset, offset + attachmentPieceBytes))
    signal?.throwIfAborted()
    const isLast = offset + attachmentPieceBytes >= file.size
    const { attachment } = await api.client.sessions.attachPiece({ id, uploadId, name, offset, contentBase64, isLast }, options)
    if (attachment) return attachment
    onSent(Math.floor((100 * (offset + attachmentPieceBytes)) / file.size))
  }
}

function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
