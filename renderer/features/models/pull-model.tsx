import { Download } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'

interface Progress {
  name: string
  status: string
  completedBytes: number | null
  totalBytes: number | null
}

/** Downloads a model through Ollama, with what has come so far and the way to stop it. */
export function PullModel() {
  const { client, queries, orpc } = useApi()
  const [name, setName] = useState('')
  const [progress, setProgress] = useState<Progress | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const stop = useRef<AbortController | null>(null)

  const pull = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim().replace(/^ollama\//, '')
    if (wanted === '') return
    stop.current = new AbortController()
    setFailure(null)
    setProgress({ name: wanted, status: '', completedBytes: null, totalBytes: null })
    try {
      for await (const step of await client.models.pull({ id: `ollama/${wanted}` }, { signal: stop.current.signal })) {
        if (step.error) throw new Error(step.error)
        setProgress({ name: wanted, ...step })
        if (step.isDone) showToast(t.models.pulled(wanted))
      }
      setName('')
    } catch (error) {
      if (!stop.current.signal.aborted) setFailure(`${t.models.pullFailed}: ${errorText(error)}`)
    }
    setProgress(null)
    await queries.invalidateQueries({ queryKey: orpc.models.key() })
  }

  if (progress) {
    const { completedBytes, totalBytes } = progress
    const share = completedBytes !== null && totalBytes ? completedBytes / totalBytes : 0
    return (
      <span className="row small" role="status">
        <StateGlyph state="running" isDecoration />
        <span className="cut">{t.models.pulling(progress.name)}</span>
        <span className="meter w-[140px]" aria-hidden="true">
          <span className="is-accent" style={{ width: `${share * 100}%` }} />
        </span>
        <span className="num cut max-w-[180px] text-text-2">
          {completedBytes !== null && totalBytes !== null ? t.inspector.of(formatBytes(completedBytes), formatBytes(totalBytes)) : progress.status}
        </span>
        <Button look="quiet" isSmall onClick={() => stop.current?.abort()}>
          {t.action.stop}
        </Button>
      </span>
    )
  }
  return (
    <form className="row gap-1" onSubmit={(event) => void pull(event)}>
      {failure && (
        <span className="small text-danger" role="alert">
          {failure}
        </span>
      )}
      <input
        className="field is-small w-[150px]!"
        aria-label={t.models.pullLabel}
        placeholder={t.models.pullPlaceholder}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button isSmall type="submit" disabled={name.trim() === ''}>
        <Icon of={Download} size="small" />
        {t.models.pull}
      </Button>
    </form>
  )
}
