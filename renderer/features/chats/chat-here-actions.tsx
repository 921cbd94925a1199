import {
  Archive,
  ArchiveRestore,
  Columns2,
  FileCode,
  FileJson,
  FileText,
  FolderInput,
  GitFork,
  Pencil,
  PencilLine,
  Pin,
  PinOff,
  RotateCcw,
  RotateCw,
  Square,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import { type Action, useActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { errorText } from '../../ui/failed.tsx'
import { useChat } from './chat-context.ts'
import { MoveSheet } from './move-sheet.tsx'
import { RenameSheet } from './rename-sheet.tsx'
import { useChatFile } from './use-chat-file.ts'
import { useChatOrder } from './use-chat-order.ts'

interface HereProps {
  session: Session
  isRunning: boolean
  /** The last of the branch in view, and the last that the person said. */
  last: Message | undefined
  lastSaid: Message | undefined
  onStop: () => void
}

const files = [
  { format: 'markdown', name: 'Markdown', icon: FileText },
  { format: 'json', name: 'JSON', icon: FileJson },
  { format: 'html', name: t.actions.webPage, icon: FileCode },
] as const

/** What can be done with the chat in view, for the palette and its keys. It draws only the sheets that they open. */
export function ChatHereActions({ session, isRunning, last, lastSaid, onStop }: HereProps) {
  const { retry, fork, edit, compare } = useChat()
  const order = useChatOrder()
  const { save, rename } = useChatFile(session)
  const [open, setOpen] = useState<'rename' | 'move' | null>(null)
  const title = session.title || t.chats.untitled
  const act = (action: Parameters<typeof order>[1]) => () => void order([session.id], action, { title })

  const isTrashed = session.trashedAt !== null
  const canChange = !isRunning && !isTrashed
  const canRetry = canChange && last?.role === 'assistant'
  const actions: (Action | false)[] = [
    isRunning && { id: 'answer stop', title: t.actions.stopAnswer, icon: Square, keys: 'Esc', isKeyElsewhere: true, act: onStop },
    canRetry && { id: 'answer retry', title: t.actions.retryAnswer, icon: RotateCw, keys: 'R', isKeyElsewhere: true, act: () => retry(last) },
    canChange &&
      lastSaid !== undefined && {
        ...{ id: 'said edit', title: t.actions.editLast, icon: PencilLine, keys: '↑', isKeyElsewhere: true },
        act: () => edit(lastSaid),
      },
    canChange &&
      last !== undefined && {
        ...{ id: 'chat fork', title: t.actions.forkChat, icon: GitFork, keys: 'F', isKeyElsewhere: true },
        act: () => fork(last),
      },
    canRetry && { id: 'answer compare', title: t.compare.action, icon: Columns2, act: () => compare(last) },
    !isTrashed && { id: 'chat rename', title: t.actions.renameChat, icon: Pencil, act: () => setOpen('rename') },
    !isTrashed && {
      ...{ id: 'chat pin', title: session.pinnedAt ? t.actions.unpinChat : t.actions.pinChat, icon: session.pinnedAt ? PinOff : Pin },
      act: act(session.pinnedAt ? 'unpin' : 'pin'),
    },
    !isTrashed && { id: 'chat move', title: t.actions.moveChat, icon: FolderInput, act: () => setOpen('move') },
    !isTrashed && {
      id: 'chat archive',
      title: session.archivedAt ? t.actions.unarchiveChat : t.actions.archiveChat,
      icon: session.archivedAt ? ArchiveRestore : Archive,
      act: act(session.archivedAt ? 'unarchive' : 'archive'),
    },
    ...files.map(({ format, name, icon }) => ({
      ...{ id: `chat export ${format}`, title: t.actions.exportChat(name), icon, words: t.actions.words.exports },
      act: () => void save(format).catch((error) => showToast(errorText(error))),
    })),
    isTrashed
      ? { id: 'chat restore', title: t.actions.restoreChat, icon: RotateCcw, act: act('restore') }
      : { id: 'chat delete', title: t.actions.deleteChat, icon: Trash2, act: act('delete') },
  ]
  useActions(actions.filter((action) => action !== false).map((action) => ({ ...action, isHere: true })))

  return (
    <>
      {open === 'rename' && <RenameSheet title={title} onRename={rename} onClose={() => setOpen(null)} />}
      {open === 'move' && (
        <MoveSheet
          count={1}
          current={session.folderId}
          onMove={(folderId) => order([session.id], 'move', { folderId })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
