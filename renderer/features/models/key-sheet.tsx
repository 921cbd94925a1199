import type { ProviderStatus } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { showToast } from '../../app/ui-store.ts'
import { FieldSheet } from '../../ui/field-sheet.tsx'

/** Takes a key and hands it over; it is never shown again. */
export function KeySheet({ provider, onClose }: { provider: ProviderStatus; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const save = async (key: string) => {
    await client.models.setKey({ provider: provider.id, key })
    void queries.invalidateQueries({ queryKey: orpc.models.key() })
  }
  const saveAndTest = async (key: string) => {
    await save(key)
    const { state, detail } = await client.models.check({ provider: provider.id })
    void queries.invalidateQueries({ queryKey: orpc.models.key() })
    // Stays open: it is likely another key that is needed.
    if (state !== 'ready') throw new Error(t.models.keyKept(told(detail)))
    showToast(t.models.keyWorks(told(provider.title), told(detail)))
  }
  return (
    <FieldSheet
      title={t.models.keyTitle(told(provider.title))}
      about={t.models.keyAbout}
      label={t.models.keyField}
      action={t.action.save}
      isSecret
      onSave={saveAndTest}
      other={provider.hasKey ? { label: t.models.removeKey, act: () => save('') } : null}
      onClose={onClose}
    />
  )
}
