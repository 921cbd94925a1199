import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { ResetPart } from '../../../core/contract/backups.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { errorText, Failed } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ChangeSheet } from './change-sheet.tsx'
import { forgetHere } from './forget-here.ts'
import { useNewStart } from './use-new-start.ts'

const words = t.reset

/** Says with counts and sizes what would go, and asks for a typed word before it does. */
export function ResetSheet({ onClose }: { onClose: () => void }) {
  const { client, orpc } = useApi()
  const id = useId()
  const [chosen, setChosen] = useState<readonly ResetPart[]>([])
  const [word, setWord] = useState('')
  const newStart = useNewStart()
  const found = useQuery(orpc.reset.look.queryOptions({ input: {}, staleTime: 0 }))
  const reset = useMutation({
    mutationFn: (parts: ResetPart[]) => client.reset.apply({ parts, confirm: 'reset' }),
    onSuccess: ({ takesEffect }, parts) => {
      forgetHere(parts)
      if (takesEffect === 'restart') newStart()
    },
  })
  const isAll = chosen.includes('everything')
  const toggle = (part: ResetPart, isOn: boolean) => setChosen(isOn ? [...chosen, part] : chosen.filter((one) => one !== part))
  const isReady = chosen.length > 0 && word.trim().toLowerCase() === words.word
  return (
    <ChangeSheet
      title={words.sheet}
      about={words.about}
      action={words.go}
      canGo={isReady}
      onGo={() => reset.mutate(isAll ? ['everything'] : [...chosen])}
      isBusy={reset.isPending}
      decided={reset.data}
      decidedAbout={{ restart: words.restartingAbout, end: t.restore.atEndAbout }}
      onClose={onClose}
    >
      {found.isPending && <Loading what={words.loading} className="py-2" />}
      {found.isError && <Failed what={words.failed} error={found.error} onRetry={() => found.refetch()} />}
      {found.data && !reset.isSuccess && (
        <>
          <ul className="border-t border-line-1">
            {found.data.parts.map(({ part, count, sizeBytes, isBackedUp }) => {
              const [title, about] = words.part[part]
              const isImplied = isAll && part !== 'everything'
              return (
                <li key={part} className="border-b border-line-1">
                  <label className="grid min-h-11 grid-cols-[18px_minmax(0,1fr)_auto] items-center gap-x-2 py-1">
                    <input
                      type="checkbox"
                      aria-describedby={`${id}-${part}`}
                      aria-label={title}
                      disabled={isImplied || reset.isPending}
                      checked={isImplied || chosen.includes(part)}
                      onChange={(event) => toggle(part, event.target.checked)}
                    />
                    <span className="min-w-0">
                      <span className="block">{title}</span>
                      <span className="small block text-text-3" id={`${id}-${part}`}>
                        {about}
                      </span>
                    </span>
                    <span className="small num text-right text-text-2">
                      {count === 0 ? words.nothing : (part === 'chats' ? words.chats : words.amount)(count, formatBytes(sizeBytes))}
                      {!isBackedUp && count > 0 && <span className="block text-warn">{words.notBackedUp}</span>}
                    </span>
                  </label>
                </li>
              )
            })}
          </ul>
          <div>
            <label className="field-label is-plain" htmlFor={`${id}-word`}>
              {words.type(words.word)}
            </label>
            <input
              id={`${id}-word`}
              className="field mono max-w-[240px]"
              autoComplete="off"
              spellCheck={false}
              value={word}
              onChange={(event) => setWord(event.target.value)}
            />
            <p className="field-note">{chosen.length === 0 ? words.choose : ''}</p>
          </div>
        </>
      )}
      {reset.isError && (
        <Notice tone="danger" title={words.failed}>
          {errorText(reset.error)}
        </Notice>
      )}
    </ChangeSheet>
  )
}
