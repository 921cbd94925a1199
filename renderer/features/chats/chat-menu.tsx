import { FileJson, FileText, Pencil, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useLocation } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { RenameSheet } from './rename-sheet.tsx'

/** Saves text as a file, the way a browser does. */
function download(fileName: string, mediaType: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const link = Object.assign(document.createElement('a'), { href: url, download: fileName })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export function ChatMenu({ session, trigger }: { session: Session; trigger: ReactElement }) {
  const { client, queries, orpc } = useApi()
  const [location, go] = useLocation()
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const title = session.title || t.chats.untitled
  const report = (error: unknown) => showToast(errorText(error))

  const save = async (format: 'json' | 'markdown') => {
    const file = await client.sessions.export({ id: session.id, format })
    download(file.fileName, file.mediaType, file.content)
  }
  const remove = async () => {
    await client.sessions.remove({ id: session.id })
    if (location === `/chats/${session.id}`) go('/chats')
    await queries.invalidateQueries({ queryKey: orpc.sessions.list.key() })
  }
  const rename = async (next: string) => {
    queries.setQueryData(orpc.sessions.get.queryKey({ input: { id: session.id } }), await client.sessions.update({ id: session.id, title: next }))
    await queries.invalidateQueries({ queryKey: orpc.sessions.list.key() })
  }

  return (
    <>
      <Menu label={t.chats.actionsOf(title)} trigger={trigger}>
        <MenuItem icon={Pencil} onSelect={() => setOpen('rename')}>
          {t.action.rename}
        </MenuItem>
        <MenuItem icon={FileText} onSelect={() => void save('markdown').catch(report)}>
          {t.chats.exportMarkdown}
        </MenuItem>
        <MenuItem icon={FileJson} onSelect={() => void save('json').catch(report)}>
          {t.chats.exportJson}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} isDanger onSelect={() => setOpen('delete')}>
          {t.action.delete}
        </MenuItem>
      </Menu>
      {open === 'rename' && <RenameSheet title={title} onRename={rename} onClose={() => setOpen(null)} />}
      <Confirm
        isOpen={open === 'delete'}
        title={t.chats.deleteTitle(title)}
        about={t.chats.deleteAbout}
        action={t.action.delete}
        onConfirm={() => void remove().catch(report)}
        onClose={() => setOpen(null)}
      />
    </>
  )
}
