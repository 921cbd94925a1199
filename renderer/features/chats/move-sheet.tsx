import { useMutation, useQuery } from '@tanstack/react-query'
import { Folder, FolderMinus } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { ChatFolder } from '../../../core/contract/chat-order.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Sheet } from '../../ui/sheet.tsx'

interface MoveSheetProps {
  count: number
  /** Where it is now; null is no folder, undefined is not the same for all. */
  current?: ChatFolder['id'] | null
  onMove: (folderId: ChatFolder['id'] | null) => Promise<unknown>
  onClose: () => void
}

/** Where chats are put: a folder that is there, none, or a new one. */
export function MoveSheet({ count, current, onMove, onClose }: MoveSheetProps) {
  const { client, orpc } = useApi()
  const id = useId()
  const [name, setName] = useState('')
  const folders = useQuery(orpc.sessions.folders.queryOptions({ input: {} }))
  const move = useMutation({ mutationFn: (act: () => Promise<unknown>) => act(), onSuccess: onClose })
  const create = (event: FormEvent) => {
    event.preventDefault()
    const words = name.trim()
    if (words !== '' && !move.isPending) move.mutate(async () => onMove((await client.sessions.createFolder({ name: words })).id))
  }
  const choices = [
    ...(folders.data?.folders ?? []).map((folder) => ({ ...folder, icon: Folder })),
    { id: null, name: t.chatOrder.noFolder, icon: FolderMinus },
  ]
  return (
    <Sheet isOpen onClose={onClose} title={t.chatOrder.moveTitle(count)} isNarrow>
      <ul className="min-h-0 overflow-auto py-2">
        {choices.map((folder) => (
          <li key={folder.id ?? 'none'}>
            <button
              type="button"
              className="item w-[calc(100%-12px)]"
              disabled={move.isPending || folder.id === current}
              onClick={() => move.mutate(() => onMove(folder.id))}
            >
              <Icon of={folder.icon} size="small" className="text-text-3" />
              <span className={`cut ${folder.id === current ? 'text-text-3' : ''}`}>{folder.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={create} className="border-t border-line-1 px-5 py-3">
        <label className="field-label is-plain" htmlFor={id}>
          {t.chatOrder.newFolder}
        </label>
        <div className="row gap-1.5">
          <input id={id} className="field" autoComplete="off" maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          <Button type="submit" disabled={name.trim() === '' || move.isPending}>
            {t.chatOrder.createAndMove}
          </Button>
        </div>
        <p className="field-note is-bad" role="alert">
          {move.isError && errorText(move.error)}
        </p>
      </form>
    </Sheet>
  )
}
