import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { FieldSheet } from '../../ui/field-sheet.tsx'

type Secret = { name: string; isSet: boolean; neededBy: string[] }

/** The secrets that tools name, whether each is there, and the way to set it. */
export function ToolSecrets() {
  const { orpc } = useApi()
  const list = useQuery(orpc.safety.secrets.queryOptions({ input: {} }))
  const [open, setOpen] = useState<Secret | null>(null)
  const secrets = list.data?.secrets ?? []
  if (list.isError && !list.data) return <Failed what={t.settings.failed} error={list.error} onRetry={() => list.refetch()} />
  if (list.data && secrets.length === 0) return <p className="small text-text-3">{t.settingsPage.noSecrets}</p>
  return (
    <div>
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
    </div>
  )
}

/** Takes a value and hands it over; it is never shown again. */
function SecretSheet({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const save = async (value: string) => {
    await client.safety.setSecret({ name: secret.name, value })
    void queries.invalidateQueries({ queryKey: orpc.safety.key() })
  }
  return (
    <FieldSheet
      title={secret.name}
      about={t.settings.secretAbout}
      label={t.settings.secretField}
      action={t.action.save}
      isSecret
      onSave={save}
      other={secret.isSet ? { label: t.settings.secretRemove, act: () => save('') } : null}
      onClose={onClose}
    />
  )
}
