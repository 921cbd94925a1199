import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Sheet } from '../../ui/sheet.tsx'

type Secret = { name: string; isSet: boolean; neededBy: string[] }

/** The secrets that tools name, whether each is there, and the way to set it. Not drawn while no tool names any. */
export function ToolSecrets() {
  const { orpc } = useApi()
  const list = useQuery(orpc.safety.secrets.queryOptions({ input: {} }))
  const [open, setOpen] = useState<Secret | null>(null)
  const secrets = list.data?.secrets ?? []
  if (secrets.length === 0) return null
  return (
    <section>
      <h2 className="section-head text-text-1">{t.settings.secrets}</h2>
      <ul>
        {secrets.map((secret) => (
          <li key={secret.name} className="row min-h-8 border-b border-line-1">
            <span className="mono">{secret.name}</span>
            <span className="small cut text-text-3">{t.settings.secretFor(secret.neededBy)}</span>
            <span className="row end gap-1.5">
              <span className="small flex-none text-text-3">{secret.isSet ? t.settings.secretSet : t.settings.secretMissing}</span>
              <Button isSmall onClick={() => setOpen(secret)} aria-label={`${t.settings.secretChange(secret.isSet)} ${secret.name}`}>
                {t.settings.secretChange(secret.isSet)}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {open && <SecretSheet secret={open} onClose={() => setOpen(null)} />}
    </section>
  )
}

/** Takes a value and hands it over; it is never shown again. */
function SecretSheet({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const id = useId()
  const [value, setValue] = useState('')
  const save = useMutation({
    mutationFn: (next: string) => client.safety.setSecret({ name: secret.name, value: next }),
    onSuccess: () => {
      onClose()
      return queries.invalidateQueries({ queryKey: orpc.safety.key() })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value !== '') save.mutate(value)
  }
  return (
    <Sheet isOpen onClose={onClose} title={secret.name} about={t.settings.secretAbout} isNarrow>
      <form onSubmit={submit}>
        <div className="px-5 py-4">
          <label className="field-label" htmlFor={id}>
            {t.settings.secretField}
          </label>
          <input
            id={id}
            className="field mono"
            type="password"
            autoComplete="off"
            data-autofocus
            value={value}
            aria-invalid={save.isError}
            aria-describedby={`${id}-note`}
            onChange={(event) => setValue(event.target.value)}
          />
          <p id={`${id}-note`} className="field-note is-bad" role="alert">
            {save.isError && errorText(save.error)}
          </p>
        </div>
        <div className="row gap-1.5 border-t border-line-1 bg-chrome px-3.5 py-2.5">
          {secret.isSet && (
            <Button look="quiet-danger" disabled={save.isPending} onClick={() => save.mutate('')}>
              {t.settings.secretRemove}
            </Button>
          )}
          <span className="row end gap-1.5">
            <Button onClick={onClose} keys="esc">
              {t.action.cancel}
            </Button>
            <Button look="primary" type="submit" disabled={value === '' || save.isPending}>
              {t.action.save}
            </Button>
          </span>
        </div>
      </form>
    </Sheet>
  )
}
