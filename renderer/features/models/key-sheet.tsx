import type { ProviderStatus } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { FieldSheet } from '../../ui/field-sheet.tsx'

/** Takes a key and hands it over; it is never shown again. */
export function KeySheet({ provider, onClose }: { provider: ProviderStatus; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const save = async (key: string) => {
    await client.models.setKey({ provider: provider.id, key })
    void queries.invalidateQueries({ queryKey: orpc.models.key() })
  }
  return (
    <FieldSheet
      title={t.models.keyTitle(provider.title)}
      about={t.models.cloudAbout}
      label={t.models.keyField}
      action={t.action.save}
      isSecret
      onSave={save}
      other={provider.hasKey ? { label: t.models.removeKey, act: () => save('') } : null}
      onClose={onClose}
    />
  )
}
