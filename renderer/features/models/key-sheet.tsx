import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ProviderStatus } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Sheet } from '../../ui/sheet.tsx'

/** Takes a key and hands it over; it is never shown again. */
export function KeySheet({ provider, onClose }: { provider: ProviderStatus; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const [key, setKey] = useState('')
  const save = useMutation({
    mutationFn: (next: string) => client.models.setKey({ provider: provider.id, key: next }),
    onSuccess: () => {
      onClose()
      return queries.invalidateQueries({ queryKey: orpc.models.key() })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() !== '') save.mutate(key.trim())
  }
  return (
    <Sheet isOpen onClose={onClose} title={t.models.keyTitle(provider.title)} about={t.models.cloudAbout} isNarrow>
      <form onSubmit={submit}>
        <div className="px-5 py-4">
          <label className="field-label" htmlFor="provider-key">
            {t.models.keyField}
          </label>
          <input
            id="provider-key"
            className="field mono"
            type="password"
            autoComplete="off"
            data-autofocus
            value={key}
            aria-invalid={save.isError}
            aria-describedby="provider-key-note"
            onChange={(event) => setKey(event.target.value)}
          />
          <p id="provider-key-note" className="field-note is-bad" role="alert">
            {save.isError && errorText(save.error)}
          </p>
        </div>
        <div className="row gap-1.5 border-t border-line-1 bg-chrome px-3.5 py-2.5">
          {provider.hasKey && (
            <Button look="quiet-danger" disabled={save.isPending} onClick={() => save.mutate('')}>
              {t.models.removeKey}
            </Button>
          )}
          <span className="row end gap-1.5">
            <Button onClick={onClose} keys="esc">
              {t.action.cancel}
            </Button>
            <Button look="primary" type="submit" disabled={key.trim() === '' || save.isPending}>
              {t.action.save}
            </Button>
          </span>
        </div>
      </form>
    </Sheet>
  )
}
