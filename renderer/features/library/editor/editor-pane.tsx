import { useMutation, useQuery } from '@tanstack/react-query'
import { SquareArrowOutUpRight } from 'lucide-react'
import { Suspense, useDeferredValue, useEffect, useRef, useState } from 'react'
import type { ManifestKind } from '../../../../core/contract/manifests/common.ts'
import { useApi } from '../../../api/api-context.ts'
import { lazyScreen } from '../../../app/lazy-screen.ts'
import { t } from '../../../app/messages.ts'
import { showToast } from '../../../app/ui-store.ts'
import { Button } from '../../../ui/button.tsx'
import { errorText, Failed } from '../../../ui/failed.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Notice } from '../../../ui/notice.tsx'
import type { CodeEditorHandle } from './code-editor.tsx'
import { useEditing } from './editing-store.ts'
import { EditorProblems } from './editor-problems.tsx'

const CodeEditor = lazyScreen(() => import('./code-editor.tsx'))

interface EditorPaneProps {
  kind: ManifestKind
  /** A manifest in force by its name; a broken one by its file. */
  of: { name: string } | { file: string }
  /** Where the cursor starts; null: nowhere. */
  start?: { line: number; column: number } | null
  onClose: () => void
}

/** The files of a manifest: changed here, checked while one types, saved to disk. */
export function EditorPane({ kind, of, start = null, onClose }: EditorPaneProps) {
  const { client, queries, orpc } = useApi()
  const [path, setPath] = useState<string | undefined>(undefined)
  const name = 'name' in of ? of.name : null
  const whole = 'name' in of ? { kind, name: of.name } : of
  const address = { ...whole, ...(path !== undefined && { path }) }
  // The file of the manifest itself, which knows the others: they stay to be chosen from while one of them is read.
  const main = useQuery(orpc.registry.file.queryOptions({ input: whole, retry: false }))
  const file = useQuery(orpc.registry.file.queryOptions({ input: address, retry: false }))
  const schema = useQuery(orpc.registry.schema.queryOptions({ input: { kind }, staleTime: Number.POSITIVE_INFINITY }))
  const { drafts, setDraft } = useEditing()
  const editor = useRef<CodeEditorHandle>(null)
  const found = file.data
  const draft = found ? drafts[found.file] : undefined
  const text = draft?.text ?? found?.text ?? ''
  // What stands still for a moment is asked about; the answer to an older text is not waited for.
  const settled = useSettled(text, found?.file ?? null)
  const check = useQuery({
    ...orpc.registry.check.queryOptions({ input: { ...address, text: settled ?? '' } }),
    enabled: settled !== null,
    placeholderData: (last) => last,
  })
  const told = (settled === null ? null : check.data) ?? found
  const problems = told?.problems.filter((problem) => problem.file === found?.file) ?? []
  const isConflict = found !== undefined && draft !== undefined && draft.digest !== found.digest
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.registry.key() })
  const save = useMutation({
    // One after the other: saved again while it is being saved, it is written once more, as it is by then.
    scope: { id: 'manifest-file' },
    mutationFn: async ({ at, key, digest }: { at: typeof address; key: string; digest?: string }) => {
      const saved = useEditing.getState().drafts[key]
      return saved
        ? { at, text: saved.text, ...(await client.registry.writeFile({ ...at, text: saved.text, digest: digest ?? saved.digest })) }
        : null
    },
    onSuccess: (written) => {
      if (!written) return
      // The file is what was written, before it is read again: nothing older comes back into the editor meanwhile.
      const { at, text, digest } = written
      queries.setQueryData(orpc.registry.file.queryKey({ input: at }), (last) => last && { ...last, text, digest })
      const latest = useEditing.getState().drafts[written.file]
      // What was typed while it was saved is a change of the file as it is now.
      setDraft(written.file, latest && latest.text !== text ? { text: latest.text, digest } : null)
      showToast(written.problems.some(({ severity }) => severity === 'error') ? t.editor.savedBroken : t.editor.saved)
    },
    // Also when it was refused: what is on disk is then read again and told.
    onSettled: refresh,
  })
  const saveFile = (digest?: string) => found && save.mutate({ at: address, key: found.file, ...(digest !== undefined && { digest }) })
  const customise = useMutation({ mutationFn: async () => name !== null && client.registry.customise({ kind, name }), onSuccess: refresh })
  const open = useMutation({ mutationFn: async () => name !== null && client.registry.open({ kind, name }) })
  const canSave = found?.isWritable === true && draft !== undefined && !isConflict
  useWarning(draft !== undefined)

  if (main.isPending) return <Loading what={t.editor.loading} lines={8} />
  if (!main.data) return <Failed what={t.editor.failed} error={main.error} onRetry={() => main.refetch()} />
  const failure = (!isConflict && save.error) || customise.error || open.error
  const choose = (next: string) => {
    setPath(next)
    // What went wrong with one file is not said of another.
    for (const one of [save, customise, open]) one.reset()
  }
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="row flex-wrap gap-1.5 border-b border-line-1 px-4 py-1.5">
        <label className="row min-w-0 gap-1.5">
          <span className="sr-only">{t.editor.file}</span>
          <select
            className="field is-small mono w-auto max-w-[260px]"
            value={path ?? main.data.path}
            onChange={(event) => choose(event.target.value)}
          >
            {main.data.files.map((each) => (
              <option key={each.path}>{each.path}</option>
            ))}
          </select>
        </label>
        {draft && <span className="chip is-warn">{t.editor.unsaved}</span>}
        <span className="row end gap-1.5">
          {window.cortex && name !== null && (
            <Button isSmall look="quiet" onClick={() => open.mutate()}>
              <Icon of={SquareArrowOutUpRight} size="small" />
              {t.editor.openOutside}
            </Button>
          )}
          <Button isSmall onClick={onClose}>
            {t.action.close}
          </Button>
          <Button isSmall look="primary" keys="Mod+S" disabled={!canSave || save.isPending} onClick={() => saveFile()}>
            {t.action.save}
          </Button>
        </span>
      </div>
      <div className="flex flex-col gap-2 px-4 py-2 empty:hidden">
        {found?.canCustomise && name !== null && (
          <Notice
            tone="info"
            title={t.editor.shipsTitle}
            actions={
              <Button isSmall disabled={customise.isPending} onClick={() => customise.mutate()}>
                {t.editor.customise}
              </Button>
            }
          >
            {t.editor.shipsAbout}
          </Notice>
        )}
        {found && isConflict && (
          <Notice
            tone="warn"
            title={t.editor.conflictTitle}
            actions={
              <>
                <Button isSmall onClick={() => setDraft(found.file, null)}>
                  {t.editor.takeDisk}
                </Button>
                <Button isSmall disabled={save.isPending} onClick={() => saveFile(found.digest)}>
                  {t.editor.takeMine}
                </Button>
              </>
            }
          >
            {t.editor.conflictAbout}
          </Notice>
        )}
        {failure && (
          <Notice tone="danger" title={t.editor.refused}>
            {errorText(failure)}
          </Notice>
        )}
      </div>
      {found ? (
        <>
          <div className="min-h-[160px] grow overflow-hidden">
            <Suspense fallback={<Loading what={t.editor.loading} lines={8} />}>
              <CodeEditor
                key={found.file}
                ref={editor}
                start={path === undefined ? start : null}
                label={t.editor.text(found.path)}
                fileName={found.path}
                text={text}
                isReadOnly={!found.isWritable}
                problems={problems}
                schema={path === undefined || /\.(ya?ml|md)$/i.test(path) ? (schema.data?.schema ?? null) : null}
                onChange={(next) => setDraft(found.file, next === found.text ? null : { text: next, digest: draft?.digest ?? found.digest })}
                onSave={() => canSave && saveFile()}
              />
            </Suspense>
          </div>
          <EditorProblems problems={problems} onGo={(problem) => editor.current?.goTo(problem.line, problem.column)} />
        </>
      ) : file.isPending ? (
        <Loading what={t.editor.loading} lines={8} />
      ) : (
        <Failed what={t.editor.failed} error={file.error} onRetry={() => file.refetch()} />
      )}
    </div>
  )
}

/** The text of a file once nothing was typed for a moment; null before, and while no file is there. */
function useSettled(text: string, file: string | null): string | null {
  const [settled, setSettled] = useState<{ text: string; file: string | null }>({ text, file: null })
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ text, file }), 150)
    return () => clearTimeout(timer)
  }, [text, file])
  const latest = useDeferredValue(settled)
  return file !== null && latest.file === file ? latest.text : null
}

/** Asks before the window goes with what is not saved. */
function useWarning(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return
    const onLeave = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', onLeave)
    return () => window.removeEventListener('beforeunload', onLeave)
  }, [isUnsaved])
}
