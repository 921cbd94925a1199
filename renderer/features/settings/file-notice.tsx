import { useMutation } from '@tanstack/react-query'
import { FileCog } from 'lucide-react'
import type { SettingsState } from '../../../core/contract/settings.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'

const words = t.settingsPage

/** Opens the file in the person's editor. Where nothing can, as in a browser, its path is there to be copied. */
export function OpenFile({ file }: { file: string }) {
  const { client } = useApi()
  const open = useMutation({
    mutationFn: () => client.settings.open({}),
    onSuccess: () => showToast(words.openedFile),
  })
  if (window.cortex)
    return (
      <>
        <Button disabled={open.isPending} onClick={() => open.mutate()}>
          <Icon of={FileCog} size="small" />
          {words.openFile}
        </Button>
        {open.isError && (
          <span className="small text-danger" role="alert">
            {errorText(open.error)}
          </span>
        )}
      </>
    )
  return (
    <span className="row small min-w-0 text-text-3" title={words.pathAbout}>
      <span className="mono cut" title={file}>
        {file}
      </span>
      <CopyButton text={() => file} label={`${t.action.copy}: ${words.file}`} />
    </span>
  )
}

/** Says line by line what is wrong with the file on disk. What is not a mistake of spelling JSON can be taken out from here. */
export function BrokenFile({ state }: { state: SettingsState }) {
  const { client, queries, orpc } = useApi()
  const reset = useMutation({
    mutationFn: (path: string) => client.settings.reset({ path }),
    onSuccess: () => queries.invalidateQueries({ queryKey: orpc.settings.key() }),
  })
  if (state.mistakes.length === 0) return null
  const [only] = state.mistakes.length === 1 ? state.mistakes : []
  return (
    <Notice
      tone="warn"
      title={words.brokenTitle}
      actions={
        <>
          {only?.path && (
            <Button isSmall disabled={reset.isPending} onClick={() => reset.mutate(only.path ?? '')}>
              {words.resetBroken(only.path)}
            </Button>
          )}
          <OpenFile file={state.file} />
        </>
      }
    >
      <ul className="my-1">
        {state.mistakes.map((mistake) => (
          <li key={`${mistake.line}:${mistake.column}:${mistake.message}`}>
            <span className="num strong">{words.place(mistake.line, mistake.column)}</span>
            {` ${told(mistake.message)}`}
          </li>
        ))}
      </ul>
      <p>{words.brokenAbout}</p>
      {reset.isError && <p className="text-danger">{errorText(reset.error)}</p>}
    </Notice>
  )
}
