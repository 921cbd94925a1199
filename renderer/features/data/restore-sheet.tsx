import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ChangeSheet } from './change-sheet.tsx'
import { RestoreContents } from './restore-contents.tsx'
import { useNewStart } from './use-new-start.ts'

const words = t.restore

/** Looks into a backup to its end before anything can be done with it. `file` is null when its path is still to be given. */
export function RestoreSheet({ file, onClose }: { file: string | null; onClose: () => void }) {
  const { client } = useApi()
  const id = useId()
  const [path, setPath] = useState('')
  const newStart = useNewStart()
  const look = useMutation({ mutationFn: (from: string) => client.backups.look({ file: from }) })
  const restore = useMutation({
    mutationFn: (from: string) => client.backups.restore({ file: from }),
    onSuccess: ({ takesEffect }) => takesEffect === 'restart' && newStart(),
  })
  const { mutate } = look
  useEffect(() => {
    if (file !== null) mutate(file)
  }, [file, mutate])
  const seen = look.data
  const isBusy = look.isPending || restore.isPending
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (path.trim() !== '' && !isBusy) look.mutate(path.trim())
  }
  const isOver = restore.isSuccess
  return (
    <ChangeSheet
      title={words.title}
      about={words.about}
      action={words.go}
      canGo={seen?.problem === null && seen.found !== null}
      onGo={() => seen && restore.mutate(seen.file)}
      isBusy={isBusy}
      decided={restore.data}
      decidedAbout={{ restart: words.restartingAbout, end: words.atEndAbout }}
      onClose={onClose}
    >
      {file === null && !isOver && (
        <form onSubmit={submit}>
          <label className="field-label is-plain" htmlFor={id}>
            {words.file}
          </label>
          <div className="row gap-1.5">
            <input
              id={id}
              className="field mono"
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              value={path}
              aria-describedby={`${id}-note`}
              onChange={(event) => setPath(event.target.value)}
            />
            <Button type="submit" disabled={path.trim() === '' || isBusy}>
              {words.look}
            </Button>
          </div>
          <p className="field-note" id={`${id}-note`}>
            {words.fileAbout}
          </p>
        </form>
      )}
      {look.isPending && <p className="small text-text-3">{words.looking}</p>}
      {look.isError && (
        <Notice tone="danger" title={words.lookFailed}>
          {errorText(look.error)}
        </Notice>
      )}
      {seen?.problem && (
        <Notice tone="danger" title={words.problem[seen.problem.kind]}>
          {[told(seen.problem.detail), seen.problem.where && words.where(seen.problem.where), words.kept].filter(Boolean).join(' ')}
        </Notice>
      )}
      {seen?.found && !isOver && <RestoreContents found={seen.found} now={seen.now} />}
      {restore.isError && (
        <Notice tone="danger" title={words.failed}>
          {`${errorText(restore.error)} ${words.kept}`}
        </Notice>
      )}
    </ChangeSheet>
  )
}
