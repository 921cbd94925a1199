import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Model } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'

export function RemoveModel({ model }: { model: Model }) {
  const { client, queries, orpc } = useApi()
  const [isAsking, setIsAsking] = useState(false)
  const remove = async () => {
    try {
      await client.models.remove({ id: model.id })
    } catch (error) {
      showToast(errorText(error))
    }
    await queries.invalidateQueries({ queryKey: orpc.models.key() })
  }
  return (
    <>
      <IconButton label={t.models.remove(model.name)} isSmall onClick={() => setIsAsking(true)}>
        <Icon of={Trash2} size="small" />
      </IconButton>
      <Confirm
        isOpen={isAsking}
        title={t.models.removeTitle(model.name)}
        about={t.models.removeAbout}
        action={t.action.remove}
        onConfirm={() => void remove()}
        onClose={() => setIsAsking(false)}
      />
    </>
  )
}
