import { Ellipsis, FolderPlus, Trash2, Upload } from 'lucide-react'
import { Suspense, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { lazyScreen } from '../../app/lazy-screen.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { errorText } from '../../ui/failed.tsx'
import { FieldSheet } from '../../ui/field-sheet.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { useChatViews } from './chat-views.ts'

const ImportSheet = lazyScreen(() => import('./import-sheet.tsx'))

/** Which chats are listed, and what is done with the list as a whole. */
export function ChatListMenu() {
  const { client, queries, orpc } = useApi()
  const { view, set } = useChatViews()
  const [open, setOpen] = useState<'folder' | 'empty' | null>(null)
  const [file, setFile] = useState<File | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const changed = () => queries.invalidateQueries({ queryKey: orpc.sessions.key() })
  const empty = async () => {
    const { removed } = await client.sessions.emptyTrash({})
    showToast(t.chatOrder.emptied(removed))
    set({ selected: [] })
    await changed()
  }
  return (
    <>
      <Menu
        label={t.chatOrder.menu}
        trigger={
          <IconButton label={t.chatOrder.menu}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
      >
        {(['open', 'archived', 'trash'] as const).map((each) => (
          <MenuChoice key={each} isChosen={each === view} onSelect={() => set({ view: each, selected: [] })}>
            {t.chatOrder.view[each]}
          </MenuChoice>
        ))}
        <MenuLine />
        <MenuItem icon={FolderPlus} onSelect={() => setOpen('folder')}>
          {t.chatOrder.newFolder}
        </MenuItem>
        <MenuItem icon={Upload} onSelect={() => input.current?.click()}>
          {t.importing.item}
        </MenuItem>
        {view === 'trash' && (
          <MenuItem icon={Trash2} isDanger onSelect={() => setOpen('empty')}>
            {t.chatOrder.empty}
          </MenuItem>
        )}
      </Menu>
      {open === 'folder' && (
        <FieldSheet
          title={t.chatOrder.newFolder}
          label={t.chatOrder.folderName}
          action={t.chatOrder.create}
          maxLength={100}
          isProse
          onSave={(name) => client.sessions.createFolder({ name }).then(changed)}
          onClose={() => setOpen(null)}
        />
      )}
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={t.importing.choose}
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null)
          event.target.value = ''
        }}
      />
      <Suspense fallback={null}>{file && <ImportSheet file={file} onClose={() => setFile(null)} />}</Suspense>
      <Confirm
        isOpen={open === 'empty'}
        title={t.chatOrder.emptyTitle}
        about={t.chatOrder.purgeAbout}
        action={t.chatOrder.empty}
        onConfirm={() => void empty().catch((error) => showToast(errorText(error)))}
        onClose={() => setOpen(null)}
      />
    </>
  )
}
