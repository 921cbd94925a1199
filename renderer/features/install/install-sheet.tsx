import { useMutation, useQuery } from '@tanstack/react-query'
import { Check, FolderX, Package } from 'lucide-react'
import { useId, useState } from 'react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText, Failed } from '../../ui/failed.tsx'
import { formatBytes, formatList, hasMod } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { pathOf } from '../library/icons.ts'
import { InstallPreview } from './install-preview.tsx'
import type { InstallSubject } from './install-provider.tsx'
import type { Source } from './read-drop.ts'
import { useUndo } from './use-undo.ts'

type Typed = Extract<Source, { git: string } | { text: string }>

interface InstallSheetProps {
  subject: InstallSubject
  /** Back to what was typed. */
  onBack: (source: Typed) => void
  onClose: () => void
}

export default function InstallSheet({ subject, onBack, onClose }: InstallSheetProps) {
  if ('source' in subject) return <LookSheet source={subject.source} onBack={onBack} onClose={onClose} />
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

function nameOf(source: Source): string {
  if ('folder' in source) return source.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? source.folder
  if ('git' in source) return source.git
  return source.name ?? t.adding.pasted
}

/** Looks inside, shows what it holds and asks for, installs on the person's word. */
function LookSheet({ source, onBack, onClose }: { source: Source; onBack: (source: Typed) => void; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const key = useId()
  const undo = useUndo()
  const [isReplacing, setIsReplacing] = useState(false)
  const name = nameOf(source)
  // Ends with the sheet: closing it stops what is being fetched.
  const preview = useQuery({
    queryKey: ['install preview', key],
    queryFn: ({ signal }) => client.registry.preview(source, { signal }),
    gcTime: 0,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const install = useMutation({
    mutationFn: ({ previewId, canReplaceBundled }: { previewId: string; canReplaceBundled: boolean }) =>
      client.registry.install({ previewId, ...(canReplaceBundled && { replaceBundled: true }) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: orpc.registry.key() }),
  })

  const found = preview.data
  const shownName = found?.name ?? name
  const isUpdate = found?.manifests.some((manifest) => manifest.change !== 'new') ?? false
  const canEver = found !== undefined && (found.canInstall || found.canReplaceBundled)
  const canInstall = found !== undefined && (found.canInstall || (found.canReplaceBundled && isReplacing)) && !install.isPending
  const done = install.data
  const close = () => {
    if (done) showToast(isUpdate ? t.adding.updated(shownName) : t.adding.installed(shownName), () => undo.install(done, shownName))
    onClose()
  }
  const confirm = () => {
    if (done) return finish()
    if (found && canInstall) install.mutate(found)
  }
  const finish = () => {
    const [first] = done?.installed ?? []
    close()
    if (first) go(pathOf(first))
  }
  const takeBack = useMutation({ mutationFn: async () => done && undo.install(done, shownName), onSuccess: onClose })
  const isTyped = 'git' in source || 'text' in source
  const canGoBack = isTyped && !done && (preview.isError || (found && !canEver))
  const verb = isUpdate ? (found?.canReplaceBundled ? t.adding.replace : t.install.update) : t.install.install
  const title =
    !found || (canEver && !isUpdate) ? t.install.title(shownName) : canEver ? t.install.titleUpdate(shownName) : t.install.titleBlocked(shownName)

  return (
    <Sheet
      isOpen
      onClose={close}
      title={<span className="wrap-anywhere">{done ? t.install.done(shownName) : title}</span>}
      about={found && t.install.about(found.fileCount, formatBytes(found.sizeBytes))}
      icon={
        <span className="grid size-9 flex-none place-items-center rounded-[8px] border border-line-1 text-text-2">
          <Icon of={done ? Check : Package} />
        </span>
      }
      aside={
        found && (
          <span className={cx('chip', found.problems.length > 0 ? (canEver ? 'is-warn' : 'is-danger') : 'is-success')}>
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
            {done ? t.install.doneAbout(formatList(done.installed.map((each) => each.name))) : t.install.runsNothing}
          </span>
          <span className="row end flex-none gap-1.5">
            {done ? (
              <Button disabled={takeBack.isPending} onClick={() => takeBack.mutate()}>
                {t.action.undo}
              </Button>
            ) : (
              <Button onClick={close} keys="esc">
                {'git' in source && preview.isFetching ? t.adding.stop : t.action.cancel}
              </Button>
            )}
            {canGoBack && <Button onClick={() => onBack(source)}>{t.action.back}</Button>}
            {(!found || canEver) && !preview.isError && (
              <Button look="primary" keys="Mod+Enter" disabled={!done && !canInstall} onClick={confirm}>
                {done ? t.action.open : install.isPending ? t.install.installing : verb}
              </Button>
            )}
          </span>
        </>
      }
    >
      {(install.isError || takeBack.isError) && (
        <div className="p-4 pb-0">
          <Notice tone="danger" title={install.isError ? t.install.failed : t.adding.notUndone}>
            {errorText(install.error ?? takeBack.error)}
          </Notice>
        </div>
      )}
      {preview.isFetching && !found && <Loading what={'git' in source ? t.adding.fetching(name) : t.install.reading(name)} className="p-5" />}
      {preview.isError && !preview.isFetching && <Failed what={t.install.lookFailed(name)} error={preview.error} onRetry={() => preview.refetch()} />}
      {found && <InstallPreview found={found} isReplacing={isReplacing} onReplacing={done ? null : setIsReplacing} />}
    </Sheet>
  )
}
