import { useMutation } from '@tanstack/react-query'
import { Archive, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { announce, showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ActivityBar } from './activity-bar.tsx'
import { BackupList } from './backup-list.tsx'
import { backupTime } from './backup-time.ts'
import { ResetSheet } from './reset-sheet.tsx'
import { RestoreSheet } from './restore-sheet.tsx'
import { useBackups } from './use-backups.ts'

const words = t.backups

/** Backups by hand and what came of those made by themselves, restores, where the data is, and the way to start like new. */
export function DataSection() {
  const { client, queries, orpc } = useApi()
  const list = useBackups()
  /** The file to restore; an empty text asks for its path. */
  const [restoring, setRestoring] = useState<string | null>(null)
  const [isResetting, setIsResetting] = useState(false)
  const create = useMutation({
    mutationFn: () => client.backups.create({}),
    onSuccess: () => {
      showToast(words.made)
      announce(words.made)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.backups.key() }),
  })
  const found = list.data
  const isStopped = create.isError && (create.error as { code?: string }).code === 'CANCELLED'
  const isBusy = create.isPending || Boolean(found?.activity)
  return (
    <div className="flex flex-col gap-6">
      <section aria-label={words.title}>
        <p className="small text-text-2">{words.holds}</p>
        <p className="small pb-3 text-text-3">{words.without}</p>
        {found?.applied && (
          <div className="pb-3">
            <Notice tone="info" title={found.applied.of ? words.applied(found.applied.of) : words.appliedReset}>
              {found.applied.safety && words.appliedAbout(found.applied.safety)}
            </Notice>
          </div>
        )}
        <div className="row flex-wrap gap-1.5">
          <Button look="primary" disabled={isBusy} onClick={() => create.mutate()}>
            <Icon of={Archive} size="small" />
            {words.now}
          </Button>
          <Button disabled={isBusy} onClick={() => setRestoring('')}>
            {words.open}
          </Button>
          {found?.nextAt && <span className="small text-text-3">{words.next(backupTime(found.nextAt))}</span>}
        </div>
        {found?.activity && restoring === null && !isResetting && <ActivityBar activity={found.activity} />}
        {create.isError && !isStopped && (
          <div className="pt-2">
            <Notice tone="danger" title={words.notMade}>
              {errorText(create.error)}
            </Notice>
          </div>
        )}
        {found?.problem && (
          <div className="pt-2">
            <Notice tone="warn" title={words.lastProblem}>
              {told(found.problem)}
            </Notice>
          </div>
        )}
        <div className="pt-3">
          {list.isPending && <Loading what={words.loading} className="py-2" />}
          {list.isError && !found && <Failed what={words.failed} error={list.error} onRetry={() => list.refetch()} />}
          {found && <BackupList backups={found.backups} isBusy={isBusy} onRestore={setRestoring} />}
          {found && <Path name={words.folder} path={found.folder} />}
        </div>
      </section>
      <Place />
      <section aria-label={t.reset.title}>
        <h3 className="section-head text-text-1">{t.reset.title}</h3>
        <p className="small pb-2 text-text-2">{t.reset.about}</p>
        <Button look="danger" disabled={isBusy} onClick={() => setIsResetting(true)}>
          {t.reset.open}
        </Button>
      </section>
      {restoring !== null && <RestoreSheet file={restoring === '' ? null : restoring} onClose={() => setRestoring(null)} />}
      {isResetting && <ResetSheet onClose={() => setIsResetting(false)} />}
    </div>
  )
}

/** Opens the data folder where the host can; elsewhere its path is shown. */
function Place() {
  const { client } = useApi()
  const reveal = useMutation({
    mutationFn: () => client.system.reveal({}),
    onSuccess: ({ isOpened }) => isOpened && showToast(t.place.revealed),
    onError: (error) => showToast(errorText(error)),
  })
  return (
    <section aria-label={t.place.title}>
      <h3 className="section-head text-text-1">{t.place.title}</h3>
      <p className="small pb-2 text-text-2">{t.place.about}</p>
      <Button disabled={reveal.isPending} onClick={() => reveal.mutate()}>
        <Icon of={FolderOpen} size="small" />
        {t.place.reveal}
      </Button>
      {reveal.data && !reveal.data.isOpened && (
        <div className="pt-2" role="status">
          <p className="small text-text-3">{t.place.notHere}</p>
          <Path name={t.settings.data} path={reveal.data.folder} />
        </div>
      )}
    </section>
  )
}

const Path = ({ name, path }: { name: string; path: string }) => (
  <div className="pair py-1">
    <span>{name}</span>
    <span className="row justify-end gap-1.5">
      <span className="mono cut" title={path}>
        {path}
      </span>
      <CopyButton text={() => path} label={`${t.action.copy}: ${name}`} />
    </span>
  </div>
)
