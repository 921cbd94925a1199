import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useState } from 'react'
import type { ModelFileReport } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { Sheet } from '../../ui/sheet.tsx'

/**
 * Adds a GGUF file after it was said what it is. A browser may not tell where a file is, so its path is asked for; one that was dropped on the
 * app comes as `start` and is looked at right away.
 */
export function GgufSheet({ start, onClose }: { start: string; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const id = useId()
  const [path, setPath] = useState(start)
  const { mutate: look, reset: forget, ...looked } = useMutation({ mutationFn: (file: string) => client.models.inspectFile({ path: file }) })
  const add = useMutation({
    mutationFn: (file: string) => client.models.addFile({ path: file }),
    onSuccess: (model) => {
      showToast(t.models.pulled(model.name))
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.models.key() }),
  })
  useEffect(() => {
    if (start !== '') look(start)
  }, [start, look])
  const report = looked.data
  const isReady = report?.isUsable ?? false
  const isBusy = looked.isPending || add.isPending
  const refusal = add.isError
    ? errorText(add.error)
    : looked.isError
      ? errorText(looked.error)
      : report && !isReady && report.refusal
        ? told(report.refusal)
        : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (path.trim() === '' || isBusy) return
    if (report && isReady) add.mutate(report.path)
    else look(path.trim())
  }
  return (
    <Sheet isOpen onClose={onClose} title={t.models.ggufTitle} about={t.models.ggufAbout} isNarrow>
      <form onSubmit={submit}>
        <div className="px-5 py-4">
          <label className="field-label" htmlFor={id}>
            {t.models.ggufPath}
          </label>
          <input
            id={id}
            className="field mono"
            autoComplete="off"
            data-autofocus
            placeholder="/home/me/models/model.gguf"
            value={path}
            aria-invalid={refusal !== null}
            aria-describedby={`${id}-note`}
            onChange={(event) => {
              setPath(event.target.value)
              // What was said was said of another file.
              forget()
              add.reset()
            }}
          />
          <p id={`${id}-note`} className="field-note is-bad wrap-anywhere" role="alert">
            {refusal}
          </p>
          <div role="status">{report && isReady && <FileReport report={report} />}</div>
        </div>
        <div className="sheet-foot pl-3.5!">
          <span className="row end gap-1.5">
            <Button onClick={onClose} keys="esc">
              {t.action.cancel}
            </Button>
            <Button look="primary" type="submit" keys="Enter" disabled={path.trim() === '' || isBusy}>
              {isReady ? t.action.add : t.models.look}
            </Button>
          </span>
        </div>
      </form>
    </Sheet>
  )
}

function FileReport({ report }: { report: ModelFileReport }) {
  const { name, memory, warnings } = report
  const about = [
    report.architecture,
    report.parameters,
    report.quantization,
    report.sizeBytes !== null && formatBytes(report.sizeBytes),
    report.contextTokens !== null && t.models.tokens(formatCount(report.contextTokens)),
  ]
  const said = memory && !warnings.includes(memory.detail) ? [memory.detail, ...warnings] : warnings
  return (
    <Notice tone={warnings.length > 0 ? 'warn' : 'info'} title={name}>
      <p>{about.filter(Boolean).join(', ')}</p>
      {said.map((sentence) => (
        <p key={sentence}>{told(sentence)}</p>
      ))}
    </Notice>
  )
}
