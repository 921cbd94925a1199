import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ModelFacts } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes, formatList } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { roleName } from './role-menu.tsx'

type Removal = NonNullable<ModelFacts['removal']>

function whatGoes(model: ModelFacts, removal: Removal): string {
  const size = formatBytes(model.sizeBytes ?? 0)
  const file = model.source ?? model.name
  return { file: t.models.removes.file(file, size), link: t.models.removes.link(file), ollama: t.models.removes.ollama(size) }[removal]
}

/** Says what is deleted before it is, and stays open when it was refused. */
export function RemoveModel({ model, removal }: { model: ModelFacts; removal: Removal }) {
  const { client, queries, orpc } = useApi()
  const [isAsking, setIsAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => client.models.remove({ id: model.id }),
    onSuccess: () => {
      setIsAsking(false)
      showToast(t.models.removed(model.name))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.models.key() }),
  })
  const ask = () => {
    remove.reset()
    setIsAsking(true)
  }
  return (
    <>
      <IconButton label={t.models.remove(model.name)} isSmall onClick={ask}>
        <Icon of={Trash2} size="small" />
      </IconButton>
      <Sheet
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={t.models.removeTitle(model.name)}
        isNarrow
        footer={
          <span className="row end gap-1.5">
            <Button onClick={() => setIsAsking(false)} keys="esc">
              {t.action.cancel}
            </Button>
            <Button look="danger-solid" disabled={remove.isPending} onClick={() => remove.mutate()}>
              {t.action.remove}
            </Button>
          </span>
        }
      >
        <div className="flex flex-col gap-2 px-5 py-3 text-text-2">
          <p className="wrap-anywhere">{whatGoes(model, removal)}</p>
          {model.roles.length > 0 && <p>{t.models.removedRoles(formatList(model.roles.map(roleName)))}</p>}
          {remove.isError && (
            <Notice tone="danger" title={t.models.removeFailed}>
              {errorText(remove.error)}
            </Notice>
          )}
        </div>
      </Sheet>
    </>
  )
}
