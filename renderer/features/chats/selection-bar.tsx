import { Archive, ArchiveRestore, FolderInput, Pin, PinOff, RotateCcw, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Group } from '../../ui/group.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useChatViews } from './chat-views.ts'
import { MoveSheet } from './move-sheet.tsx'
import { useChatOrder } from './use-chat-order.ts'

/** What can be done with all chosen chats at once. */
export function SelectionBar() {
  const { view, selected, set } = useChatViews()
  const act = useChatOrder()
  const [open, setOpen] = useState<'move' | 'purge' | null>(null)
  if (selected.length === 0) return null
  const actions =
    view === 'trash'
      ? [
          { icon: RotateCcw, label: t.chatOrder.restore, act: () => void act(selected, 'restore') },
          { icon: Trash2, label: t.chatOrder.purge, act: () => setOpen('purge') },
        ]
      : [
          ...(view === 'archived'
            ? [{ icon: ArchiveRestore, label: t.chatOrder.unarchive, act: () => void act(selected, 'unarchive') }]
            : [
                { icon: Pin, label: t.chatOrder.pin, act: () => void act(selected, 'pin') },
                { icon: PinOff, label: t.chatOrder.unpin, act: () => void act(selected, 'unpin') },
                { icon: Archive, label: t.chatOrder.archive, act: () => void act(selected, 'archive') },
              ]),
          { icon: FolderInput, label: t.chatOrder.move, act: () => setOpen('move') },
          { icon: Trash2, label: t.action.delete, act: () => void act(selected, 'delete') },
        ]
  return (
    <Group label={t.chatOrder.selection} className="selection-bar">
      <span className="num" role="status">
        {t.chatOrder.selected(selected.length)}
      </span>
      {actions.map((action) => (
        <IconButton key={action.label} label={action.label} onClick={action.act}>
          <Icon of={action.icon} />
        </IconButton>
      ))}
      <IconButton label={t.chatOrder.clear} keys="Esc" onClick={() => set({ selected: [] })}>
        <Icon of={X} />
      </IconButton>
      {open === 'move' && (
        <MoveSheet count={selected.length} onMove={(folderId) => act(selected, 'move', { folderId })} onClose={() => setOpen(null)} />
      )}
      <Confirm
        isOpen={open === 'purge'}
        title={t.chatOrder.purgeTitle(selected.length)}
        about={t.chatOrder.purgeAbout}
        action={t.chatOrder.purge}
        onConfirm={() => void act(selected, 'purge')}
        onClose={() => setOpen(null)}
      />
    </Group>
  )
}
