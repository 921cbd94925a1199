import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Backup } from '../../../core/contract/backups.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { backupTime } from './backup-time.ts'

const words = t.backups

/** The backups that are there, newest first. */
export function BackupList({ backups, isBusy, onRestore }: { backups: readonly Backup[]; isBusy: boolean; onRestore: (file: string) => void }) {
  const { client, queries, orpc } = useApi()
  const [asked, setAsked] = useState<Backup | null>(null)
  const remove = useMutation({
    mutationFn: ({ name }: Backup) => client.backups.remove({ name }),
    onSuccess: () => showToast(words.removed),
    onError: (error) => showToast(errorText(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.backups.key() }),
  })
  if (backups.length === 0) return <p className="small py-2 text-text-3">{words.none}</p>
  return (
    <>
      <ul aria-label={words.list} className="border-t border-line-1">
        {backups.map((backup) => {
          const when = backupTime(backup.createdAt)
          return (
            <li key={backup.name} className="row min-h-9 border-b border-line-1" title={backup.file}>
              <span className="num min-w-0 flex-none">{when}</span>
              <span className="small cut text-text-3">{words.why[backup.why]}</span>
              <span className="row end flex-none gap-1.5">
                <span className="num small text-text-2">{formatBytes(backup.sizeBytes)}</span>
                <Button isSmall disabled={isBusy} aria-label={words.restoreOf(when)} onClick={() => onRestore(backup.file)}>
                  {words.restore}
                </Button>
                <IconButton label={words.removeOf(when)} isSmall disabled={isBusy} onClick={() => setAsked(backup)}>
                  <Icon of={Trash2} size="small" />
                </IconButton>
              </span>
            </li>
          )
        })}
      </ul>
      <Confirm
        isOpen={asked !== null}
        title={asked ? words.removeOf(backupTime(asked.createdAt)) : ''}
        about={words.removeAbout}
        action={words.remove}
        onConfirm={() => asked && remove.mutate(asked)}
        onClose={() => setAsked(null)}
      />
    </>
  )
}
