import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { FieldSheet } from '../../ui/field-sheet.tsx'

/** A browser may not tell where a file is, so its path is asked for; inside the app a file can also be dropped. */
export function GgufSheet({ onClose }: { onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const add = async (path: string) => {
    const model = await client.models.addFile({ path })
    showToast(t.models.pulled(model.name))
    void queries.invalidateQueries({ queryKey: orpc.models.key() })
  }
  return (
    <FieldSheet
      title={t.models.ggufTitle}
      about={t.models.ggufAbout}
      label={t.models.ggufPath}
      placeholder="/home/me/models/model.gguf"
      action={t.action.add}
      onSave={add}
      onClose={onClose}
    />
  )
}
