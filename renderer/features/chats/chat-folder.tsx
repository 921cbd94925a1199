import { Ellipsis, FolderClosed, FolderOpen, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ChatFolder } from '../../../core/contract/chat-order.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { FieldSheet } from '../../ui/field-sheet.tsx'
import { formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { focusAfterDrawing } from '../../ui/return-focus.ts'
import { ChatRow } from './chat-row.tsx'
import { useChatPages, useChatViews } from './chat-views.ts'

interface ChatFolderProps {
  folder: ChatFolder
  current: Session['id'] | null
  now: Date
}

/** A folder of the list; its chats are read when it is unfolded. */
export function ChatFolderRow({ folder, current, now }: ChatFolderProps) {
  const { openFolders, set } = useChatViews()
  const isOpen = openFolders.includes(folder.id)
  const toggle = () => set({ openFolders: isOpen ? openFolders.filter((id) => id !== folder.id) : [...openFolders, folder.id] })
  return (
    <li>
      <div className="item group">
        <button type="button" data-row className="row cut grow" aria-expanded={isOpen} onClick={toggle}>
          <Icon of={isOpen ? FolderOpen : FolderClosed} size="small" className="text-text-3" />
          <span className="cut">{folder.name}</span>
        </button>
        <span className="meta group-focus-within:hidden group-hover:hidden">{formatCount(folder.chats)}</span>
        <FolderMenu folder={folder} />
      </div>
      {isOpen && <FolderChats folder={folder} current={current} now={now} />}
    </li>
  )
}

function FolderChats({ folder, current, now }: ChatFolderProps) {
  const { list, sessions } = useChatPages({ folderId: folder.id })
  if (list.isError && !list.data) return <Failed what={t.chats.failed} error={list.error} onRetry={() => list.refetch()} />
  return (
    <>
      {list.data && sessions.length === 0 && <p className="small py-1 pr-3 pl-[34px] text-text-3">{t.chatOrder.emptyFolder}</p>}
      <ul className="pl-4" aria-label={folder.name}>
        {sessions.map((session) => (
          <ChatRow key={session.id} session={session} isCurrent={session.id === current} now={now} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="quiet" isSmall className="mx-7 my-1" onClick={() => void list.fetchNextPage()}>
          {t.chats.more}
        </Button>
      )}
    </>
  )
}

function FolderMenu({ folder }: { folder: ChatFolder }) {
  const { client, queries, orpc } = useApi()
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const changed = () => queries.invalidateQueries({ queryKey: orpc.sessions.key() })
  const remove = async () => {
    try {
      await client.sessions.removeFolder({ id: folder.id })
      await changed()
      // What was pressed has gone with its folder.
      focusAfterDrawing()
    } catch (error) {
      showToast(errorText(error))
    }
  }
  const label = t.chatOrder.actionsOf(folder.name)
  return (
    <>
      <Menu
        label={label}
        trigger={
          <button
            type="button"
            className="icon-btn is-small -mr-1 sr-only group-focus-within:not-sr-only group-focus-within:inline-grid! group-hover:not-sr-only group-hover:inline-grid!"
            aria-label={label}
          >
            <Icon of={Ellipsis} size="small" />
          </button>
        }
      >
        <MenuItem icon={Pencil} onSelect={() => setOpen('rename')}>
          {t.action.rename}
        </MenuItem>
        <MenuItem icon={Trash2} isDanger onSelect={() => setOpen('delete')}>
          {t.action.delete}
        </MenuItem>
      </Menu>
      {open === 'rename' && (
        <FieldSheet
          title={t.chatOrder.renameFolder}
          label={t.chatOrder.folderName}
          action={t.action.rename}
          start={folder.name}
          maxLength={100}
          isProse
          onSave={(name) => client.sessions.renameFolder({ id: folder.id, name }).then(changed)}
          onClose={() => setOpen(null)}
        />
      )}
      <Confirm
        isOpen={open === 'delete'}
        title={t.chatOrder.deleteFolderTitle(folder.name)}
        about={t.chatOrder.deleteFolderAbout}
        action={t.action.delete}
        onConfirm={() => void remove()}
        onClose={() => setOpen(null)}
      />
    </>
  )
}
