import { useMutation, useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { formatWhen } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useUndo } from './use-undo.ts'

/** What was removed or replaced, and the way back. */
export function TrashSheet({ onClose }: { onClose: () => void }) {
  const { orpc } = useApi()
  const undo = useUndo()
  const trash = useQuery(orpc.registry.trash.queryOptions({ input: {} }))
  const restore = useMutation({ mutationFn: (given: { id: string; name: string }) => undo.restore(given.id, given.name) })
  const now = new Date()
  const entries = trash.data?.entries ?? []
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t.libraryTrash.title}
      about={t.libraryTrash.about}
      icon={<Icon of={Trash2} className="text-text-2" />}
      footer={
        <Button className="end" onClick={onClose} keys="esc">
          {t.action.close}
        </Button>
      }
    >
      {trash.isPending && <Loading what={t.libraryTrash.loading} className="p-5" />}
      {trash.isError && <Failed what={t.libraryTrash.failed} error={trash.error} onRetry={() => trash.refetch()} />}
      {trash.data && entries.length === 0 && <p className="px-5 py-4 text-text-2">{t.libraryTrash.empty}</p>}
      {restore.isError && (
        <p className="px-5 pt-3 text-danger" role="alert">
          {errorText(restore.error)}
        </p>
      )}
      <ul className="scroll px-5 py-1 empty:hidden">
        {entries.map((entry) => (
          <li key={entry.id} className="row gap-3 border-b border-line-1 py-2 last:border-0">
            <div className="min-w-0 grow">
              <p className="row gap-2">
                <b className="strong cut">{entry.name}</b>
                <span className="chip">{t.libraryTrash.why[entry.why]}</span>
              </p>
              <p className="small text-text-3 wrap-anywhere">
                {entry.manifests.map(({ name }) => name).join(', ') || t.libraryTrash.holds(0)}, {formatWhen(entry.trashedAt, now)}
              </p>
              {entry.conflict && <p className="small text-warn wrap-anywhere">{told(entry.conflict)}</p>}
            </div>
            <Button
              isSmall
              disabled={entry.conflict !== null || restore.isPending}
              aria-label={t.libraryTrash.restoreOne(entry.name)}
              onClick={() => restore.mutate(entry)}
            >
              {t.libraryTrash.restore}
            </Button>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
