import { Archive, ArchiveRestore, CopyCheck, FileCode, FileJson, FileText, FolderInput, Pencil, Pin, PinOff, RotateCcw, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { Session } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { MoveSheet } from './move-sheet.tsx'
import { RenameSheet } from './rename-sheet.tsx'
import { toggleSelected } from './select-chats.ts'
import { useChatFile } from './use-chat-file.ts'
import { useChatOrder } from './use-chat-order.ts'

const formats = [
  { format: 'markdown', icon: FileText, label: t.chats.exportMarkdown },
  { format: 'json', icon: FileJson, label: t.chats.exportJson },
  { format: 'html', icon: FileCode, label: t.chats.exportHtml },
] as const

/** What can be done with a chat. `isInList`: it can be chosen there, together with others. */
export function ChatMenu({ session, trigger, isInList = false }: { session: Session; trigger: ReactElement; isInList?: boolean }) {
  const order = useChatOrder()
  const { save, rename } = useChatFile(session)
  const [open, setOpen] = useState<'rename' | 'move' | 'purge' | null>(null)
  const title = session.title || t.chats.untitled
  const act = (action: Parameters<typeof order>[1]) => void order([session.id], action, { title })

  return (
    <>
      <Menu label={t.chats.actionsOf(title)} trigger={trigger}>
        {session.trashedAt === null ? (
          <>
            <MenuItem icon={Pencil} onSelect={() => setOpen('rename')}>
              {t.action.rename}
            </MenuItem>
            <MenuItem icon={session.pinnedAt ? PinOff : Pin} onSelect={() => act(session.pinnedAt ? 'unpin' : 'pin')}>
              {session.pinnedAt ? t.chatOrder.unpin : t.chatOrder.pin}
            </MenuItem>
            <MenuItem icon={FolderInput} onSelect={() => setOpen('move')}>
              {t.chatOrder.move}
            </MenuItem>
            <MenuItem icon={session.archivedAt ? ArchiveRestore : Archive} onSelect={() => act(session.archivedAt ? 'unarchive' : 'archive')}>
              {session.archivedAt ? t.chatOrder.unarchive : t.chatOrder.archive}
            </MenuItem>
          </>
        ) : (
          <MenuItem icon={RotateCcw} onSelect={() => act('restore')}>
            {t.chatOrder.restore}
          </MenuItem>
        )}
        {isInList && (
          <MenuItem icon={CopyCheck} keys="X" onSelect={() => toggleSelected(session.id)}>
            {t.chatOrder.select}
          </MenuItem>
        )}
        <MenuLine />
        {formats.map(({ format, icon, label }) => (
          <MenuItem key={format} icon={icon} onSelect={() => void save(format).catch((error) => showToast(errorText(error)))}>
            {label}
          </MenuItem>
        ))}
        <MenuLine />
        {session.trashedAt === null ? (
          <MenuItem icon={Trash2} isDanger onSelect={() => act('delete')}>
            {t.action.delete}
          </MenuItem>
        ) : (
          <MenuItem icon={Trash2} isDanger onSelect={() => setOpen('purge')}>
            {t.chatOrder.purge}
          </MenuItem>
        )}
      </Menu>
      {open === 'rename' && <RenameSheet title={title} onRename={rename} onClose={() => setOpen(null)} />}
      {open === 'move' && (
        <MoveSheet
          count={1}
          current={session.folderId}
          onMove={(folderId) => order([session.id], 'move', { folderId })}
          onClose={() => setOpen(null)}
        />
      )}
      <Confirm
        isOpen={open === 'purge'}
        title={t.chatOrder.purgeTitle(1, title)}
        about={t.chatOrder.purgeAbout}
        action={t.chatOrder.purge}
        onConfirm={() => act('purge')}
        onClose={() => setOpen(null)}
      />
    </>
  )
}
