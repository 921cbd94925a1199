import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useRef } from 'react'
import type { AppliedFix } from '../../../core/contract/doctor.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { announce, showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { CheckRow } from './check-row.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { useExamination } from './use-examination.ts'

const words = t.doctor

/** What Cortex needs and can use on this computer, what follows from what is missing, and one press for what can be mended. */
export function DoctorSection() {
  const { client, queries, orpc } = useApi()
  const { looks, applied, durationMs, done, error, again } = useExamination()
  const list = useRef<HTMLUListElement>(null)
  const isRunning = durationMs === null
  const refresh = async () => {
    await again()
    void queries.invalidateQueries({ queryKey: orpc.system.doctor.key() })
  }
  const undo = useMutation({
    mutationFn: ({ id }: AppliedFix) => client.system.undoFix({ id }),
    onSuccess: ({ detail }, { label }) => {
      showToast(words.undone(told(label), told(detail)))
      void refresh()
    },
    onError: (failure) => showToast(errorText(failure)),
  })
  const onFixed = (fix: AppliedFix) => {
    showToast(`${told(fix.label)}: ${told(fix.detail)}`, fix.isUndoable ? () => undo.mutateAsync(fix) : null)
    announce(told(fix.detail))
    // The button that was pressed goes; the next steps are in the list.
    list.current?.focus()
    void refresh()
  }
  return (
    <div className="flex flex-col gap-5">
      <div>
        <div className="row flex-wrap pb-2">
          <Button look="primary" disabled={isRunning} onClick={() => void refresh()}>
            <Icon of={RotateCw} size="small" />
            {words.again}
          </Button>
          <span className="small text-text-3" role="status">
            {isRunning ? words.checking(done, looks.length) : error ? null : words.checked(formatDuration(durationMs))}
          </span>
        </div>
        {error !== null && <Failed what={words.failed} error={error} onRetry={() => void refresh()} />}
        <ul ref={list} tabIndex={-1} aria-label={words.list} aria-busy={isRunning} className="border-t border-line-1">
          {looks.map(({ id, title, checks }) =>
            checks === null ? (
              <li key={id} className="row min-h-9 border-b border-line-1 text-text-3">
                <StateGlyph state={isRunning ? 'running' : 'skipped'} isDecoration />
                <span>{told(title)}</span>
                <span className="small">{words.waiting}</span>
              </li>
            ) : (
              checks.map((check) => <CheckRow key={check.id} check={check} onFixed={onFixed} />)
            ),
          )}
        </ul>
      </div>
      {applied.length > 0 && (
        <section aria-label={words.applied}>
          <h3 className="section-head text-text-1">{words.applied}</h3>
          <ul>
            {applied.map((fix) => (
              <li key={fix.id} className="row min-h-9 flex-wrap border-b border-line-1 py-1">
                <StateGlyph state="done" isDecoration />
                <span>{told(fix.label)}</span>
                <span className="small min-w-0 text-text-2 wrap-anywhere">{told(fix.detail)}</span>
                {fix.isUndoable && (
                  <Button
                    isSmall
                    className="end"
                    aria-label={words.undoOf(told(fix.label))}
                    disabled={undo.isPending}
                    onClick={() => undo.mutate(fix)}
                  >
                    {t.action.undo}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Diagnostics />
    </div>
  )
}
