import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { ImportResult } from '../../../core/contract/chat-files.ts'
import type { ChatFolder } from '../../../core/contract/chat-order.ts'
import { importTextLimit } from '../../../core/contract/limits.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { LeftOut, PreviewList } from './import-preview.tsx'

type Source = { content: string } | { path: string }

/** The absolute path of a chosen file inside Electron, which the core reads piece by piece; its text in a browser. */
async function sourceOf(file: File): Promise<Source> {
  const path = window.cortex?.pathForFile?.(file)
  if (path) return { path }
  if (file.size > importTextLimit) throw new Error(t.importing.tooLarge)
  return { content: await file.text() }
}

/** Chats from a file: first what it holds and what of it will be left out, then they are brought in, then what came of it. */
export default function ImportSheet({ file, onClose }: { file: File; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const id = useId()
  const [folderId, setFolderId] = useState('')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const folders = useQuery(orpc.sessions.folders.queryOptions({ input: {} }))
  const preview = useQuery({
    queryKey: ['import', file.name, file.size, file.lastModified],
    queryFn: async ({ signal }) => {
      const source = await sourceOf(file)
      return { source, found: await client.sessions.previewImport(source, { signal }) }
    },
    retry: false,
    gcTime: 0,
  })
  const bring = useMutation({
    mutationFn: (source: Source) =>
      client.sessions.import({
        ...source,
        ...(folderId !== '' && { folderId: folderId as ChatFolder['id'] }),
        // What was taken out, not what is left: the list that is shown may be shorter than the file.
        ...(left.size > 0 && { exceptIds: [...left] }),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: orpc.sessions.key() }),
  })
  const found = preview.data?.found
  const count = found ? found.chats - found.alreadyHere - left.size : 0
  const toggle = (sourceId: string) => {
    const next = new Set(left)
    if (!next.delete(sourceId)) next.add(sourceId)
    setLeft(next)
  }
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t.importing.title(file.name)}
      about={found && t.importing.from(found.format, found.chats, found.messages)}
      footer={
        <>
          {found && !bring.data && (
            <span className="row min-w-0 gap-2">
              <label className="small flex-none text-text-2" htmlFor={id}>
                {t.importing.into}
              </label>
              <select id={id} className="field" value={folderId} onChange={(event) => setFolderId(event.target.value)}>
                <option value="">{t.chatOrder.noFolder}</option>
                {folders.data?.folders.map((folder) => (
                  <option key={folder.id} value={folder.id}>
                    {folder.name}
                  </option>
                ))}
              </select>
            </span>
          )}
          <span className="row end gap-1.5">
            <Button onClick={onClose} keys="esc">
              {bring.data ? t.action.close : t.action.cancel}
            </Button>
            {!bring.data && (
              <Button
                look="primary"
                disabled={!preview.data || count < 1 || bring.isPending}
                onClick={() => preview.data && bring.mutate(preview.data.source)}
              >
                {bring.isPending ? t.importing.working : t.importing.bring(Math.max(0, count))}
              </Button>
            )}
          </span>
        </>
      }
    >
      <div className="min-h-0 overflow-auto px-5 py-3" aria-live="polite">
        {preview.isPending && <Loading what={t.importing.reading} className="py-2" />}
        {(preview.isError || bring.isError) && (
          <Notice tone="danger" title={t.importing.failed}>
            {errorText(preview.error ?? bring.error)}
          </Notice>
        )}
        {bring.data ? <Outcome result={bring.data} /> : found && <PreviewList found={found} left={left} onToggle={toggle} />}
      </div>
    </Sheet>
  )
}

function Outcome({ result }: { result: ImportResult }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="strong">{t.importing.done(result.imported, result.messages)}</p>
      {result.skipped > 0 && <p className="small text-text-2">{t.importing.skipped(result.skipped)}</p>}
      <LeftOut leftOut={result.leftOut} problems={result.problems} />
    </div>
  )
}
