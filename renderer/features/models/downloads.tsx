import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { DownloadRow } from './download-row.tsx'
import { useDownloads } from './use-downloads.ts'

const words = t.downloads

/** Models on their way, and the field for the address of another. */
export function Downloads() {
  const { list, failure } = useDownloads()
  const free = list?.freeBytes ?? null
  return (
    <section aria-label={words.title}>
      <header className="row min-h-[30px] flex-wrap">
        <h2 className="strong">{words.title}</h2>
        {free !== null && <span className="small text-text-3">{words.room(formatBytes(free))}</span>}
        <span className="end max-w-full">
          <DownloadField />
        </span>
      </header>
      {failure && (
        <p className="small text-danger" role="alert">
          {words.lost(failure)}
        </p>
      )}
      {list && list.downloads.length > 0 ? (
        <ul className="border-t border-line-1">
          {list.downloads.map((download) => (
            <DownloadRow key={download.id} download={download} />
          ))}
        </ul>
      ) : (
        <p className="small border-t border-line-1 pt-2 text-text-3">{list ? words.none : words.loading}</p>
      )}
    </section>
  )
}

function DownloadField() {
  const { client } = useApi()
  const id = useId()
  const [url, setUrl] = useState('')
  const start = useMutation({ mutationFn: (address: string) => client.models.download({ url: address }), onSuccess: () => setUrl('') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (url.trim() !== '' && !start.isPending) start.mutate(url.trim())
  }
  return (
    <form onSubmit={submit}>
      <span className="row gap-1">
        <input
          className="field is-small w-[320px]! max-w-full"
          aria-label={words.address}
          aria-invalid={start.isError}
          aria-describedby={id}
          autoComplete="off"
          placeholder="https://huggingface.co/…/model.gguf"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <Button isSmall type="submit" disabled={url.trim() === '' || start.isPending}>
          <Icon of={Download} size="small" />
          {words.download}
        </Button>
      </span>
      <p id={id} className="field-note is-bad wrap-anywhere" role="alert">
        {start.isError && errorText(start.error)}
      </p>
    </form>
  )
}
