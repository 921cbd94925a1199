import { useMutation, useQuery } from '@tanstack/react-query'
import { Check, FolderX, Package } from 'lucide-react'
import { useId } from 'react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText, Failed } from '../../ui/failed.tsx'
import { formatBytes, hasMod } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { InstallPreview } from './install-preview.tsx'
import type { InstallSubject } from './install-provider.tsx'
import type { Folder } from './read-drop.ts'

const nameOf = (folder: Folder) => ('folder' in folder ? (folder.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder.folder) : folder.name)

export function InstallSheet({ subject, onClose }: { subject: InstallSubject; onClose: () => void }) {
  if ('folder' in subject) return <FolderSheet folder={subject.folder} onClose={onClose} />
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t.install.failed}
      isNarrow
      icon={<Icon of={FolderX} className="text-text-2" />}
      footer={
        <Button className="end" onClick={onClose} keys="esc">
          {t.action.close}
        </Button>
      }
    >
      <p className="px-5 py-3 text-text-2" role="alert">
        {subject.wrong}
      </p>
    </Sheet>
  )
}

/** Looks inside, shows what it holds and asks for, installs on the person's word. */
function FolderSheet({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const key = useId()
  const name = nameOf(folder)
  const preview = useQuery({ queryKey: ['install preview', key], queryFn: () => client.registry.preview(folder), gcTime: 0, retry: false })
  const install = useMutation({
    mutationFn: (previewId: string) => client.registry.install({ previewId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: orpc.registry.key() }),
  })

  const found = preview.data
  const isUpdate = found?.manifests.some((manifest) => manifest.change !== 'new') ?? false
  const canInstall = found?.canInstall === true && !install.isPending
  const confirm = () => {
    if (install.data) return finish()
    if (found && canInstall) install.mutate(found.previewId)
  }
  const finish = () => {
    const [first] = install.data?.installed ?? []
    onClose()
    if (first) go(`/${first.kind === 'Agent' ? 'agents' : 'tools'}/${first.name}`)
  }
  const title = !found
    ? t.install.title(name)
    : !found.canInstall
      ? t.install.titleBlocked(found.name)
      : isUpdate
        ? t.install.titleUpdate(found.name)
        : t.install.title(found.name)

  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={install.data ? t.install.done(found?.name ?? name) : title}
      about={found && t.install.about(found.fileCount, formatBytes(found.sizeBytes))}
      icon={
        <span className="grid size-9 flex-none place-items-center rounded-[8px] border border-line-1 text-text-2">
          <Icon of={install.data ? Check : Package} />
        </span>
      }
      aside={
        found && (
          <span className={cx('chip', found.problems.length > 0 ? (found.canInstall ? 'is-warn' : 'is-danger') : 'is-success')}>
            {found.problems.length > 0 ? t.install.withProblems(found.problems.length) : t.install.ok(found.manifests.length)}
          </span>
        )
      }
      onKeyDown={(event) => {
        if (event.key === 'Enter' && hasMod(event)) {
          event.preventDefault()
          confirm()
        }
      }}
      footer={
        <>
          <span className="small cut text-text-3">
            {install.data ? t.install.doneAbout(install.data.installed.map((each) => each.name).join(', ')) : t.install.runsNothing}
          </span>
          <span className="row end flex-none gap-1.5">
            {!install.data && (
              <Button onClick={onClose} keys="esc">
                {t.action.cancel}
              </Button>
            )}
            {(!found || found.canInstall) && (
              <Button look="primary" keys="Mod+Enter" disabled={!install.data && !canInstall} onClick={confirm}>
                {install.data ? t.action.open : install.isPending ? t.install.installing : isUpdate ? t.install.update : t.install.install}
              </Button>
            )}
          </span>
        </>
      }
    >
      {install.isError && (
        <div className="p-4 pb-0">
          <Notice tone="danger" title={t.install.failed}>
            {errorText(install.error)}
          </Notice>
        </div>
      )}
      {preview.isPending && <Loading what={t.install.reading(name)} className="p-5" />}
      {preview.isError && <Failed what={t.install.lookFailed(name)} error={preview.error} onRetry={() => preview.refetch()} />}
      {found && <InstallPreview found={found} />}
    </Sheet>
  )
}
