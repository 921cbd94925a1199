import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Asks a running Ollama for a model. It comes as any download does: it goes on while one is elsewhere, and stands among the others. */
export function PullModel() {
  const { client } = useApi()
  const [name, setName] = useState('')
  const start = useMutation({
    mutationFn: (ollama: string) => client.models.download({ ollama }),
    onSuccess: (_, ollama) => {
      setName('')
      showToast(t.catalogue.begun(ollama))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim().replace(/^ollama\//, '')
    if (wanted !== '' && !start.isPending) start.mutate(wanted)
  }
  return (
    <form className="row gap-1" onSubmit={submit}>
      {start.isError && (
        <span className="small text-danger" role="alert">
          {errorText(start.error)}
        </span>
      )}
      <input
        className="field is-small w-[150px]!"
        aria-label={t.models.pullLabel}
        placeholder={t.models.pullPlaceholder}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button isSmall type="submit" disabled={name.trim() === '' || start.isPending}>
        <Icon of={Download} size="small" />
        {t.models.pull}
      </Button>
    </form>
  )
}
